"""What the demo says at its end, on the terminal and for programs, is what its report says."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from driftwarden.demo.outputs import Outputs, summarise
from driftwarden.report.reckoning import standings
from tests.driftwarden.report.builders import a_report_week, a_short_story, a_story

if TYPE_CHECKING:
    from pathlib import Path

    from driftwarden.report.story import Story


def _shown(story: Story, project: Path) -> str:
    console = Console(file=io.StringIO(), width=120)
    Outputs(project=project, story=story, links=()).show(console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_summary_compares_over_the_weeks_of_the_report() -> None:
    story = a_story()
    lost = replace(story.never, by_week=(None, *story.never.by_week[1:]))
    story = replace(story, never=lost)
    ours, *others = standings(story)
    summary = summarise(story, 1.0)
    assert summary["driftwarden"] == pytest.approx(ours.mean, abs=5e-4)
    assert [summary[name] for name in ("never", "every_4_weeks", "every_week")] == pytest.approx(
        [each.mean for each in others], abs=5e-4
    )


def test_what_was_refused_is_counted_apart_from_what_could_not_be_told() -> None:
    summary = summarise(a_story(), 1.0)
    counted = ("retrainings", "promotions", "refusals", "inconclusive", "decisions")
    assert [summary[what] for what in counted] == [6, 4, 1, 1, 40]


def test_a_story_without_a_known_error_and_without_decisions_is_told_all_the_same(tmp_path: Path) -> None:
    story = a_short_story(a_report_week(error=None))
    summary = summarise(story, 1.0)
    assert (summary["driftwarden"], summary["never"]) == (None, None)
    assert "explain" not in _shown(story, tmp_path)


def test_the_command_that_explains_an_example_can_be_copied(tmp_path: Path) -> None:
    story = a_story()
    fired = next(decision for decision in story.decisions if decision.action.value == "retrain")
    assert f"driftwarden explain {fired.id[:8]} --project '{tmp_path / 'a demo'}'" in _shown(story, tmp_path / "a demo")
