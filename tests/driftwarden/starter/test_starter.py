"""What `driftwarden init` writes passes `check`, runs, and is kept fresh to the end."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from driftwarden.starter import write_starter
from driftwarden.starter.schemas import schema_of
from flows.projects import read_project
from tests.driftwarden.front_door import FrontDoor, run_program
from tests.json_schemas import errors_of

TODAY = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)


def test_the_written_project_has_nothing_to_mend_and_its_traffic_ends_today(tmp_path: Path) -> None:
    folder = tmp_path / "bikes"
    said = list(write_starter(folder, today=TODAY))
    assert said[-2:-1] == ["  driftwarden status"]
    read = read_project(folder)
    assert ([model.name for model in read.models], read.problems) == (["bike-demand"], ())
    days = sorted(file.stem for file in (folder / "predictions").iterdir())
    assert (days[0], days[-1], len(days)) == ("date=2026-01-01", "date=2026-03-01", 60)


def test_two_starters_of_the_same_day_are_the_same(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert list(write_starter(tmp_path / name, today=TODAY))
    one, two = (
        {
            file.relative_to(tmp_path / name): file.read_bytes()
            for file in (tmp_path / name).rglob("*")
            if file.is_file()
        }
        for name in ("one", "two")
    )
    assert one == two


@pytest.mark.parametrize(
    ("file", "kind"), [("models/bike-demand.yaml", "model"), ("policies/bike-demand.yaml", "policy")]
)
def test_an_editor_finds_the_schema_that_a_file_names_and_the_file_fits_it(
    tmp_path: Path, file: str, kind: str
) -> None:
    assert list(write_starter(tmp_path / "bikes", today=TODAY))
    path = tmp_path / "bikes" / file
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
    assert named is not None
    schema = (path.parent / named[1]).read_text(encoding="utf-8")
    assert schema == schema_of(kind)
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert errors_of(schema, written) == []
    assert len(errors_of(schema, {**written, "nmae": 1})) == 1


@pytest.mark.parametrize("kind", ["model", "policy"])
def test_the_command_prints_the_schema_that_init_writes(driftwarden: FrontDoor, kind: str) -> None:
    said = driftwarden("schema", kind)
    assert (said.code, said.out) == (0, schema_of(kind))


@pytest.mark.parametrize("there", ["a file", "a folder with a file"])
def test_what_is_there_is_not_written_over(driftwarden: FrontDoor, tmp_path: Path, there: str) -> None:
    folder = tmp_path / "mine"
    kept = folder if there == "a file" else folder / "notes.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("mine", encoding="utf-8")
    said = driftwarden("init", folder)
    assert (said.code, said.out) == (1, "")
    assert "is no empty folder; name a new or an empty one" in said.err
    assert kept.read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
def test_from_init_to_a_promoted_challenger_by_the_commands_that_are_printed(tmp_path: Path) -> None:
    home, project = tmp_path / "home", tmp_path / "bikes"
    home.mkdir()

    def give(*words: str | Path, code: int = 0) -> str:
        said = run_program(*words, "--project", project, home=home)
        assert (said.code, "Traceback" in said.err) == (code, False), said
        return said.out + said.err

    init = run_program("init", project, home=home)
    assert init.code == 0, init
    assert "nothing to mend" in give("check")
    assert "no champion yet" in give("run")
    adopting = next(line for line in init.out.splitlines() if "driftwarden adopt" in line)
    assert "v1 is in force" in give(*adopting.split()[1:])

    newest = max((project / "labels").iterdir())
    whole = newest.read_bytes()
    newest.write_bytes(whole[:1000])
    first = give("run", code=1)
    assert f"{newest}: cannot be read" in first
    assert re.search(r"caught up on \d+ windows, .* find in flight is of \d{4}-", first)
    newest.write_bytes(whole)

    round_ = give("run")
    assert "challenger v2 beat champion v1" in round_
    asked = re.search(r"may v2\.1 replace v1\? .* driftwarden approve ([0-9a-f]{8})", round_)
    assert asked is not None
    assert asked[1] in give("status")
    assert "ada approved v2.1" in give("approve", asked[1], "--by", "ada")
    assert "v2.1 is the champion, replacing v1" in give("run")
    assert "v2.1, on probation" in give("status")
    # The windows before the broken file were decided over in spite of it.
    decision = re.search(r"retrain \(decision ([0-9a-f]{8})\)", first)
    assert decision is not None
    assert re.search(r"promotion [0-9a-f]{8}: v1 to v2\.1", give("explain", decision[1]))
