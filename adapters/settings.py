"""What the environment says, read once and parsed: every `DRIFTWARDEN_*` variable is a field here."""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import InvalidDocument

PREFIX = "DRIFTWARDEN_"
# Read by the command line, before there are settings.
_READ_ELSEWHERE = ("DRIFTWARDEN_PROJECT",)
_QUIET = {
    "DO_NOT_TRACK": "1",
    "WHYLOGS_NO_ANALYTICS": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}


def _in_home(name: str) -> Any:
    return lambda known: known["home"] / name


class Settings(BaseSettings):
    """Where things lie and how people are reached.

    Raises InvalidDocument, naming each variable, for values that cannot be and for a `DRIFTWARDEN_*` variable that
    is none of these; no message repeats a value, which may be a secret. An empty variable counts as absent.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    home: Path = Field(default=Path(".driftwarden"), description="The folder for everything not put elsewhere.")
    ledger_url: str = Field(
        default_factory=lambda known: f"sqlite:///{known['home'] / 'ledger.db'}",
        description="The ledger: sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE.",
        repr=False,
    )
    artifacts: Path = Field(default_factory=_in_home("artifacts"), description="The folder for trained models.")
    registry: Path = Field(default_factory=_in_home("registry"), description="The folder that names the champions.")
    messages: Path = Field(default_factory=_in_home("messages"), description="Where messages go without Slack.")
    train_in: Literal["process", "deployment"] = Field(
        default="process", description="Whether callables train in this process or in a Prefect deployment."
    )
    slack_token: SecretStr | None = Field(default=None, description="Slack's bot token (xoxb-...).")
    slack_signing_secret: SecretStr | None = Field(default=None, description="Slack's secret for clicks.")
    slack_app_token: SecretStr | None = Field(
        default=None, description="Slack's app token (xapp-...), for Socket Mode: clicks without a public address."
    )
    slack_channel: str | None = Field(default=None, description="The channel for notices, by id or name.")
    slack_base_url: str = Field(
        default="https://slack.com/api/", pattern="^https?://", description="Slack's Web API; a local server in tests."
    )
    apprise_urls: SecretStr | None = Field(
        default=None,
        description="Where messages go without Slack: Apprise addresses (mailtos://..., json://...), a blank between.",
    )
    public_url: str | None = Field(
        default=None, pattern="^https?://", description="Where people reach `driftwarden metrics`, for links."
    )
    grafana_url: str | None = Field(
        default=None, pattern="^https?://", description="Where people reach Grafana with deploy/grafana, for links."
    )
    prefect_ui_url: str | None = Field(
        default=None, pattern="^https?://", description="Where people reach Prefect's pages, for links."
    )
    pushgateway_url: str | None = Field(
        default=None, pattern="^https?://", description="A Pushgateway, for `driftwarden metrics push`.", repr=False
    )
    metrics_port: int = Field(default=9108, ge=1, le=65535, description="The port that /metrics is served on.")

    def __init__(self, **values: Any) -> None:
        problems = _misspelt(os.environ)
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise InvalidDocument(problems + _refused(error)) from error
        if problems:
            raise InvalidDocument(problems)

    def inside(self, folder: Path) -> Self:
        """These settings with every relative path starting at `folder`."""
        paths = {name: folder / getattr(self, name) for name in ("home", "artifacts", "registry", "messages")}
        return self.model_copy(update=paths | {"ledger_url": _anchored(self.ledger_url, folder)})

    @model_validator(mode="after")
    def _slack_has_a_channel(self) -> Self:
        if self.slack_token is not None and self.slack_channel is None:
            raise ValueError("DRIFTWARDEN_SLACK_TOKEN is set, so set DRIFTWARDEN_SLACK_CHANNEL to a channel as well")
        return self

    @model_validator(mode="after")
    def _one_way_to_people(self) -> Self:
        if self.slack_token is not None and self.apprise_urls is not None:
            raise ValueError(
                "DRIFTWARDEN_SLACK_TOKEN and DRIFTWARDEN_APPRISE_URLS are both set, and a message that only one took "
                "could neither be sent again nor be left; unset one (Apprise's own slack:// has no buttons)"
            )
        return self


def environment() -> dict[str, str]:
    """What the environment says now, for the secrets that a user's own files name as ${NAME}."""
    return dict(os.environ)


def quiet_the_libraries() -> None:
    """Ask the libraries not to phone home, unless the environment says otherwise; call it before importing them."""
    for variable, value in _QUIET.items():
        os.environ.setdefault(variable, value)


def _known() -> tuple[str, ...]:
    return tuple(f"{PREFIX}{name.upper()}" for name in Settings.model_fields) + _READ_ELSEWHERE


def _misspelt(variables: Iterable[str]) -> list[str]:
    known = _known()
    ours = sorted(name for name in variables if name.upper().startswith(PREFIX))
    return [f"environment: {name} is no setting; {_nearest(name, known)}" for name in ours if name.upper() not in known]


def _nearest(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name.upper(), known, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"


def _refused(error: ValidationError) -> list[str]:
    return [
        f"environment: {_variable(problem['loc'])}{problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors(include_url=False, include_input=False)
    ]


def _variable(location: tuple[int | str, ...]) -> str:
    return f"{PREFIX}{str(location[0]).upper()}: " if location else ""


def _anchored(url: str, folder: Path) -> str:
    scheme, separator, file = url.partition(":///")
    is_file = scheme.startswith("sqlite") and file
    return f"{scheme}{separator}{folder / file}" if is_file else url
