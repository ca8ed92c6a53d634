"""Private answers go to Slack and nowhere else."""

import logging

import pytest

from gateway.ephemeral import post_to_slack


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.slack.com/actions/planted",
        "https://hooks.slack.com.evil.example/planted",
        "https://evil.example/hooks.slack.com/planted",
        "file:///etc/planted",
        "planted",
    ],
)
def test_an_address_that_is_not_slack_s_is_not_posted_to(address: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    post_to_slack(address, "hello")
    assert "only https://hooks.slack.com is Slack's" in caplog.text
    assert "planted" not in caplog.text
