"""`people:` of a model's file: nothing is held unless it says so, and what is misspelt is refused with the remedy."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import yaml

from domain.errors import InvalidDocument
from flows.people_spec import PeopleSpec
from flows.projects import read_project
from policies.documents import read_document
from tests.flows.builders import DOCUMENT, a_document

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
owner: U07ADA
channel: "#flights"
quiet_hours: {from: "22:00", to: "07:00", timezone: Europe/Berlin, days: [SAT, SUN]}
digest: {at: "08:30", timezone: Europe/Berlin}
escalate: {after: 4h, to: S07ONCALL}
"""


def test_without_it_everything_is_told_at_once_in_the_usual_channel() -> None:
    people = a_document().people
    assert people == PeopleSpec()
    assert (people.owner, people.channel, people.quiet_hours, people.digest, people.escalate) == (None,) * 5


def test_all_of_it_is_read() -> None:
    people = read_document(WHOLE, source="people", shape=PeopleSpec)
    assert people.quiet_hours is not None
    assert people.digest is not None
    assert people.escalate is not None
    assert (people.owner, people.channel) == ("U07ADA", "#flights")
    assert people.quiet_hours.timezone == people.digest.timezone == "Europe/Berlin"
    assert (people.escalate.after, people.escalate.to) == (timedelta(hours=4), "S07ONCALL")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ower: ada", "owner"),
        ("digest: 08:00", "digest"),
        ("digest: {at: '8 am'}", "'8 am' is no time of day; write hours and minutes, such as 22:00"),
        ("digest: {at: '08:00', timezone: Berlin}", "Europe/Berlin"),
        ("digest: {}", "digest.at"),
        ("quiet_hours: {from: '22:00'}", "quiet_hours.to"),
        ("escalate: {after: soon, to: S1}", "'soon' is no duration"),
        ("escalate: {after: 4h}", "escalate.to"),
        ("owner: ''", "owner"),
    ],
)
def test_what_cannot_be_is_refused_with_field_and_remedy(text: str, told: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_document(text, source="people.yaml", shape=PeopleSpec)
    assert told in str(refused.value)
    assert "people.yaml:1:" in str(refused.value)


def test_every_field_says_what_it_is_for() -> None:
    shapes = [PeopleSpec, *(PeopleSpec.model_fields[name].annotation for name in ("digest", "escalate"))]
    fields = [field for shape in shapes for field in getattr(shape, "model_fields", {}).values()]
    assert all(field.description for field in fields)


def test_a_project_knows_the_people_of_each_model(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    for name, people in (("flights", yaml.safe_load(WHOLE)), ("rides", {})):
        document = DOCUMENT | {"model": name, "people": people}
        (tmp_path / "models" / f"{name}.yaml").write_text(yaml.safe_dump(document))
    told = read_document(WHOLE, source="people", shape=PeopleSpec)
    assert read_project(tmp_path).people == {"flights": told, "rides": PeopleSpec()}
