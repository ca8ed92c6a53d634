"""What the environment may say, and what is said back."""

import os
from pathlib import Path

import pytest

from adapters.settings import Settings, quiet_the_libraries
from domain.errors import InvalidDocument


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("DRIFTWARDEN_")]:
        monkeypatch.delenv(name)


def test_without_any_variable_everything_lies_in_one_folder() -> None:
    settings = Settings()

    assert settings.ledger_url == "sqlite:///.driftwarden/ledger.db"
    assert settings.artifacts == Path(".driftwarden/artifacts")
    assert settings.slack_token is None
    assert settings.slack_base_url == "https://slack.com/api/"


def test_another_home_takes_everything_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIFTWARDEN_HOME", "/srv/drift")

    settings = Settings()

    assert settings.ledger_url == "sqlite:////srv/drift/ledger.db"
    assert settings.messages == Path("/srv/drift/messages")


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("sqlite:///here/ledger.db", "sqlite:////project/here/ledger.db"),
        ("sqlite:////there/ledger.db", "sqlite:////there/ledger.db"),
        ("postgresql+psycopg://ada@db/ledger", "postgresql+psycopg://ada@db/ledger"),
    ],
)
def test_relative_paths_start_at_the_project(monkeypatch: pytest.MonkeyPatch, url: str, inside: str) -> None:
    monkeypatch.setenv("DRIFTWARDEN_LEDGER_URL", url)
    monkeypatch.setenv("DRIFTWARDEN_ARTIFACTS", "/models")

    settings = Settings().inside(Path("/project"))

    assert settings.ledger_url == inside
    assert settings.registry == Path("/project/.driftwarden/registry")
    assert settings.artifacts == Path("/models")


def test_an_empty_variable_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIFTWARDEN_SLACK_TOKEN", "")

    assert Settings().slack_token is None


@pytest.mark.parametrize(
    ("variable", "complaint"),
    [
        ("DRIFTWARDEN_LEGDER_URL", "DRIFTWARDEN_LEGDER_URL is no setting; did you mean DRIFTWARDEN_LEDGER_URL?"),
        ("DRIFTWARDEN_SLACK_TOKENS", "did you mean DRIFTWARDEN_SLACK_TOKEN?"),
        ("driftwarden_metric_port", "did you mean DRIFTWARDEN_METRICS_PORT?"),
    ],
)
def test_a_misspelt_variable_is_refused_with_its_nearest(
    monkeypatch: pytest.MonkeyPatch, variable: str, complaint: str
) -> None:
    monkeypatch.setenv(variable, "secret")

    with pytest.raises(InvalidDocument) as refusal:
        Settings()

    assert complaint in str(refusal.value)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("variable", ["DRIFTWARDEN_PROJECT", "DRIFT_WARDEN", "OTHER"])
def test_a_variable_that_is_not_for_us_is_left_alone(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "anything")

    assert Settings().home == Path(".driftwarden")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DRIFTWARDEN_METRICS_PORT", "secret"),
        ("DRIFTWARDEN_METRICS_PORT", "0"),
        ("DRIFTWARDEN_TRAIN_IN", "the cloud"),
        ("DRIFTWARDEN_SLACK_BASE_URL", "slack.com"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(InvalidDocument, match=f"environment: {variable}: ") as refusal:
        Settings()

    assert "secret" not in str(refusal.value)


def test_every_problem_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIFTWARDEN_HOEM", "x")
    monkeypatch.setenv("DRIFTWARDEN_METRICS_PORT", "x")

    with pytest.raises(InvalidDocument) as refusal:
        Settings()

    assert len(refusal.value.problems) == 2


def test_a_token_without_a_channel_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIFTWARDEN_SLACK_TOKEN", "xoxb-secret")

    with pytest.raises(InvalidDocument, match="set DRIFTWARDEN_SLACK_CHANNEL") as refusal:
        Settings()

    assert "xoxb-secret" not in str(refusal.value)


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIFTWARDEN_SLACK_TOKEN", "xoxb-secret")
    monkeypatch.setenv("DRIFTWARDEN_SLACK_CHANNEL", "#models")
    monkeypatch.setenv("DRIFTWARDEN_SLACK_APP_TOKEN", "xapp-secret")
    monkeypatch.setenv("DRIFTWARDEN_LEDGER_URL", "postgresql://ada:secret@db/ledger")
    monkeypatch.setenv("DRIFTWARDEN_PUSHGATEWAY_URL", "https://ada:secret@push.example.com")

    assert "secret" not in f"{Settings()!r} {Settings()}".replace("slack_signing_secret", "")


def test_libraries_are_quiet_unless_the_environment_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WHYLOGS_NO_ANALYTICS", "MLFLOW_DISABLE_TELEMETRY", "PREFECT_SERVER_ANALYTICS_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DO_NOT_TRACK", "0")

    quiet_the_libraries()

    assert os.environ["DO_NOT_TRACK"] == "0"
    assert os.environ["WHYLOGS_NO_ANALYTICS"] == "1"
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_two_ways_to_people_at_once_are_refused_without_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIFTWARDEN_SLACK_TOKEN", "xoxb-secret")
    monkeypatch.setenv("DRIFTWARDEN_SLACK_CHANNEL", "#models")
    monkeypatch.setenv("DRIFTWARDEN_APPRISE_URLS", "json://ada:secret@127.0.0.1")

    with pytest.raises(InvalidDocument, match="are both set") as refusal:
        Settings()

    assert "secret" not in str(refusal.value)
