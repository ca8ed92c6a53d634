"""Where the README shows what the benchmarks print."""

import pytest

from tests.test_layout import ROOT


@pytest.mark.parametrize("benchmark", ["profiling", "alarms", "policies"])
def test_the_readme_has_a_place_for_the_tables_of_each_benchmark_below_its_command(benchmark: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = f"python -m benchmarks.{benchmark} --markdown"
    marks = [command, f"<!-- benchmarks.{benchmark} -->", f"<!-- /benchmarks.{benchmark} -->"]
    assert [readme.count(mark) for mark in marks] == [1, 1, 1]
    assert sorted(marks, key=readme.index) == marks
