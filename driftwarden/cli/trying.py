"""Policies tried on the past."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from driftwarden.cli.console import err, out
from driftwarden.options import AsOf, DriftSize, ProjectFolder, duration_option, moment_option, utc

_DIFFERS = 2

commands = typer.Typer()


@commands.command()
def backtest(
    model: Annotated[str, typer.Argument(help="The model's name.")],
    policies: Annotated[
        list[str], typer.Argument(help="Policies to hold against the one in force: files, or shipped ones by name.")
    ],
    since: Annotated[datetime | None, moment_option("--from", help="Replay windows from this moment (UTC) ...")] = None,
    until: Annotated[datetime | None, moment_option("--to", help="... up to this one; default: all there are.")] = None,
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
    *,
    decisions_only: Annotated[
        bool, typer.Option("--decisions-only", help="Replay over the signals in the ledger; train nothing.")
    ] = False,
    incidents: Annotated[
        Path | None, typer.Option(help="YAML of what is known to have gone wrong: incidents: [{name, began, ended}].")
    ] = None,
    retraining_cost: Annotated[
        float | None, typer.Option(min=0, help="What a retraining costs; default: `costs` of the model's file.")
    ] = None,
    error_cost: Annotated[
        float | None, typer.Option(min=0, help="What one unit of loss on one row costs; default: as above.")
    ] = None,
    approval_lag: Annotated[
        timedelta, duration_option(help="How long after a decision the new version serves.", default="1h")
    ] = timedelta(hours=1),
    grid: Annotated[
        int | None,
        typer.Option(min=1, help="For the oracle, train in every n-th window only, and call it approximate."),
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with charts to this file.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file.")] = None,
) -> None:
    """Replay policies over a model's past, with only what was known at the time, and say what each would have cost."""
    from driftwarden.backtest.asked import Asked
    from driftwarden.backtest_report import full_backtest
    from driftwarden.backtesting import backtest_decisions

    start, end = utc(since), utc(until)
    if start is not None and end is not None and start >= end:
        raise typer.BadParameter("has to be later than --from", param_hint="--to")
    asked = Asked(
        model=model,
        policies=tuple(policies),
        since=start,
        until=end,
        as_of=utc(as_of),
        retraining_cost=retraining_cost,
        error_cost=error_cost,
        approval_lag=approval_lag,
        grid=grid,
        incidents=incidents,
        html=html,
        json=json_file,
    )
    replayed = backtest_decisions(project, asked) if decisions_only else full_backtest(project, asked, err)
    for shown in replayed:
        out.print(shown, soft_wrap=isinstance(shown, str), highlight=False)


@commands.command()
def plan(
    model: Annotated[str, typer.Argument(help="The model's name.")],
    policy: Annotated[str, typer.Argument(help="The changed policy: a file, or a shipped one by name.")],
    against: Annotated[
        str | None, typer.Option(help="The policy to hold it against; default: the one that the model's file names.")
    ] = None,
    over: Annotated[timedelta, duration_option(help="Over how much of the newest time.", default="90d")] = timedelta(
        days=90
    ),
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
    *,
    markdown: Annotated[bool, typer.Option("--markdown", help="As Markdown, for a pull request.")] = False,
) -> None:
    """What a changed policy would have done otherwise than the one in force, over the last 90 days.

    Exit code 0 says that both would have done the same, 2 that they differ, 1 that it cannot be told.
    """
    from driftwarden.plan_shown import as_markdown, in_terminal
    from driftwarden.planning import plan_policy

    found = plan_policy(project, model, policy, against=against, over=over, as_of=utc(as_of))
    if markdown:
        typer.echo(as_markdown(found))
    else:
        for shown in in_terminal(found):
            out.print(shown, soft_wrap=isinstance(shown, str), highlight=False)
    if found.comparison.changes:
        raise typer.Exit(_DIFFERS)


@commands.command()
def selftest(
    model: Annotated[str, typer.Argument(help="The model's name.")],
    policy: Annotated[
        list[str] | None,
        typer.Option(help="A further policy to try: a file, or a shipped one by name; may be repeated."),
    ] = None,
    windows: Annotated[int, typer.Option(min=1, help="Over how many of the newest windows.")] = 6,
    size: Annotated[DriftSize, typer.Option(help="How large the drifts are.")] = DriftSize.MEDIUM,
    seed: Annotated[int, typer.Option(min=0, help="For the dice: the same seed, the same drifts.")] = 0,
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
    *,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the results to this file.")] = None,
) -> None:
    """Would the policies notice? Puts known drifts into copies of the newest windows, and says who notices how soon.

    Nothing is written to the project, nothing is trained, nobody is told.
    """
    from driftwarden.selftesting import Asked, selftest_model
    from monitors.injections.injection import Size

    asked = Asked(
        model=model,
        policies=tuple(policy or ()),
        windows=windows,
        size=Size(size.value),
        seed=seed,
        as_of=utc(as_of),
        json=json_file,
    )
    for shown in selftest_model(project, asked, err):
        out.print(shown, soft_wrap=isinstance(shown, str), highlight=False)
