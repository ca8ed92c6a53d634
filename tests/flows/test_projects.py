"""What is wrong in a project's files is told with file, line, column, and the remedy."""

import json
from pathlib import Path

import pytest

from domain.errors import InvalidDocument
from flows.projects import read_model
from tests.flows.builders import DOCUMENT

ODD = """\
name: odd
when:
  any:
    - regret: {signal: maee}
    - max_age: 8w
then: {retrain: {}}
"""


def a_project(folder: Path, policy: str) -> Path:
    """A project of one model under that policy; its file."""
    (folder / "models").mkdir()
    (folder / "policies").mkdir()
    (folder / "policies" / "odd.yaml").write_text(ODD, encoding="utf-8")
    file = folder / "models" / "flights.yaml"
    others = {key: value for key, value in DOCUMENT.items() if key != "policy"}
    lines = [f"{key}: {json.dumps(value)}" for key, value in others.items()]
    file.write_text("\n".join([f"policy: {policy}", *lines]), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ("policies/odd.yaml", "flights.yaml:1:9: policy: policies/odd.yaml:4:24: when.any[0].regret.signal: it reads "
         "the signal maee, which this model does not measure; did you mean mae?"),
        ("policies/odd.yaml", "flights.yaml:1:9: policy: policies/odd.yaml:4:15: when.any[0].regret: it reckons with"),
        ("cost-aware", "flights.yaml:1:9: policy: cost-aware:20:15: when.any[0].regret: it reckons with what errors"),
        ("cost-awre", "flights.yaml:1:9: policy: 'cost-awre' is neither a file below"),
        ("cost-awre", "nor a shipped policy; did you mean cost-aware? Shipped are conservative, cost-aware,"),
    ],
)  # fmt: skip
def test_a_policy_that_does_not_fit_is_told_with_its_place(tmp_path: Path, policy: str, told: str) -> None:
    file = a_project(tmp_path, policy)
    with pytest.raises(InvalidDocument) as refusal:
        read_model(file, folder=tmp_path)
    assert told in str(refusal.value)
