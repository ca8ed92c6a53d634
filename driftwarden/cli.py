"""The command line. Slow libraries are imported by the command that needs them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from domain.errors import DriftwardenError, InvalidDocument
from driftwarden.options import (
    AsOf,
    DaskAddress,
    DriftSize,
    ProjectFolder,
    SchemaKind,
    Workers,
    duration_option,
    moment_option,
    utc,
)

app = typer.Typer(
    name="driftwarden",
    help="Watches machine learning models in production and keeps them fresh.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_out = Console(soft_wrap=True, markup=False)
_DIFFERS = 2
_err = Console(stderr=True, soft_wrap=True, markup=False)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder; with --from, any folder.")],
    log: Annotated[
        str | None,
        typer.Option(
            "--from", help="Draft the project from this log: file, folder, glob, s3://... or a database's URL."
        ),
    ] = None,
    labels: Annotated[
        str | None, typer.Option(help="Where labels lie, if not beside the predictions; of a database, their table.")
    ] = None,
    table: Annotated[str | None, typer.Option(help="Of a database: the table with predictions, or a SELECT.")] = None,
    model: Annotated[str | None, typer.Option(help="The model's name; default: the folder's.")] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(help="Which column plays a role, where init cannot tell; may be repeated.", metavar="ROLE=COLUMN"),
    ] = None,
) -> None:
    """Write a project that runs: with made-up traffic to try it on, or drafted from a prediction log of yours."""
    if log is None:
        from driftwarden.starter import write_starter

        if labels or table or model or role:
            raise typer.BadParameter("is needed by --labels, --table, --model and --role", param_hint="--from")
        lines = write_starter(folder)
    else:
        from driftwarden.starter.drafting import Asked, draft_project

        asked = Asked(log=log, labels=labels, table=table, model=model, roles=tuple(role or ()))
        lines = draft_project(folder, asked)
    for line in lines:
        _out.print(line, highlight=False)


@app.command()
def check(project: ProjectFolder = Path()) -> None:
    """Check every model and policy file; each problem names file, line, field and remedy."""
    from flows.projects import read_project

    read = read_project(project)
    for watched in read.models:
        _out.print(f"{watched.file}: {watched.name} is watched by policy {watched.policy.name}", highlight=False)
    if read.problems:
        raise InvalidDocument(list(read.problems))
    _out.print("nothing to mend")


@app.command()
def schema(kind: Annotated[SchemaKind, typer.Argument(help="Which files it is for.")]) -> None:
    """Print the JSON Schema of model or policy files, by which an editor completes and checks them."""
    from driftwarden.starter.schemas import schema_of

    typer.echo(schema_of(kind.value), nl=False)


@app.command()
def adopt(
    model: Annotated[str, typer.Argument(help="The model's name.")],
    train_from: Annotated[datetime, moment_option("--from", help="Train on events from this moment (UTC) ...")],
    train_to: Annotated[datetime, moment_option("--to", help="... up to, and not including, this one.")],
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
) -> None:
    """Train a model's first champion on logged events and put it in force."""
    from domain.windows import Window
    from driftwarden.commands import adopt_model

    start, end = utc(train_from), utc(train_to)
    if start >= end:
        raise typer.BadParameter("has to be later than --from", param_hint="--to")
    _out.print(adopt_model(project, model, Window(start=start, end=end), utc(as_of)), highlight=False)


@app.command()
def run(
    project: ProjectFolder = Path(),
    model: Annotated[str | None, typer.Option(help="Only this model; default: all.")] = None,
    as_of: AsOf = None,
) -> None:
    """Monitor, decide and carry out what is due, once. In production Prefect does this on a schedule.

    Exit code 1 says that something could not be done; the rest was, and the next run tries again.
    """
    from driftwarden.one_round import run_once

    done = run_once(project, model, utc(as_of))
    for line in done.lines:
        _out.print(line, highlight=False, markup=False)
    for trouble in done.troubles:
        _refuse(trouble)
    if done.troubles:
        raise typer.Exit(1)


@app.command()
def backfill(
    model: Annotated[str, typer.Argument(help="The model's name.")],
    since: Annotated[datetime, moment_option("--from", help="Windows from this moment (UTC) ...")],
    until: Annotated[datetime, moment_option("--to", help="... up to this one.")],
    workers: Workers = 1,
    dask: DaskAddress = None,
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
) -> None:
    """Profile and measure past windows that nobody has looked at; interrupted, it goes on where it stopped."""
    from domain.windows import Window
    from driftwarden.backfilling import Spread, backfill_model

    start, end = utc(since), utc(until)
    if start >= end:
        raise typer.BadParameter("has to be later than --from", param_hint="--to")
    if dask and workers > 1:
        raise typer.BadParameter("is for this machine; a Dask cluster has workers of its own", param_hint="--workers")
    span, spread = Window(start=start, end=end), Spread(workers=workers, dask=dask)
    _out.print(backfill_model(project, model, span, utc(as_of), _err, spread=spread), highlight=False)


@app.command()
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
    from driftwarden.backtesting import Asked, backtest_decisions, backtest_in_full

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
    replayed = backtest_decisions(project, asked) if decisions_only else backtest_in_full(project, asked, _err)
    for shown in replayed:
        _out.print(shown, soft_wrap=isinstance(shown, str), highlight=False)


@app.command()
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
            _out.print(shown, soft_wrap=isinstance(shown, str), highlight=False)
    if found.comparison.changes:
        raise typer.Exit(_DIFFERS)


@app.command()
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
    for shown in selftest_model(project, asked, _err):
        _out.print(shown, soft_wrap=isinstance(shown, str), highlight=False)


@app.command()
def status(project: ProjectFolder = Path()) -> None:
    """Every model: its champion, its newest decision, what waits for an answer."""
    from driftwarden.commands import status_table

    _out.print(status_table(project))


@app.command()
def explain(
    about: Annotated[
        str,
        typer.Argument(
            metavar="DECISION|MODEL",
            help="A decision's id, or enough of its beginning; or a model's name, for its newest one.",
        ),
    ],
    project: ProjectFolder = Path(),
    window: Annotated[
        str | None,
        typer.Option(help="Of a model: the decision over the window that holds this day, or that lies in START..END."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
    as_slack: Annotated[bool, typer.Option("--slack", help="As text for a Slack message.")] = False,
) -> None:
    """Why a decision is what it is, and why not otherwise: every condition with its values, what held it back, what
    would have had to differ, and the chain from the profiles to what came of it.
    """
    from driftwarden.explain import Shape, explanation

    if as_json and as_slack:
        raise typer.BadParameter("cannot be given with --json", param_hint="--slack")
    if as_json or as_slack:
        typer.echo(explanation(project, about, window, Shape.JSON if as_json else Shape.SLACK))
    else:
        _out.print(explanation(project, about, window), soft_wrap=False)


@app.command()
def approve(
    request: Annotated[str, typer.Argument(help="A request's id, or enough of its beginning.")],
    by: Annotated[str, typer.Option(help="Who answers, as the model file lists approvers.")],
    why: Annotated[str | None, typer.Option(help="A reason for the record.")] = None,
    project: ProjectFolder = Path(),
) -> None:
    """Approve a promotion that waits for an answer."""
    from driftwarden.commands import answer_request

    _out.print(answer_request(project, request, approve=True, by=by, why=why), highlight=False)


@app.command()
def reject(
    request: Annotated[str, typer.Argument(help="A request's id, or enough of its beginning.")],
    by: Annotated[str, typer.Option(help="Who answers, as the model file lists approvers.")],
    why: Annotated[str, typer.Option(help="The reason, for the record.")],
    project: ProjectFolder = Path(),
) -> None:
    """Reject a promotion that waits for an answer."""
    from driftwarden.commands import answer_request

    _out.print(answer_request(project, request, approve=False, by=by, why=why), highlight=False)


@app.command()
def report(
    about: Annotated[str, typer.Argument(help="A model's name with WINDOW; or a decision's id, or enough of it.")],
    window: Annotated[
        str | None, typer.Argument(help="A day that the window holds, such as 2013-04-01, or its START/END in UTC.")
    ] = None,
    target: Annotated[Path, typer.Option("--to", help="The HTML file to write.")] = Path("evidently.html"),
    project: ProjectFolder = Path(),
    as_of: AsOf = None,
) -> None:
    """Evidently's report of a model's window, or of a decision's, against the champion's training data."""
    from driftwarden.commands import write_evidently

    for line in write_evidently(project, about, window, target, utc(as_of)):
        _out.print(line, highlight=False)


@app.command()
def metrics(
    project: ProjectFolder = Path(),
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port; default: DRIFTWARDEN_METRICS_PORT or 9108.")
    ] = None,
) -> None:
    """Serve /metrics for Prometheus, /healthz, and Slack's clicks, from the ledger."""
    from driftwarden.commands import serve

    for line in serve(project, host, port):
        _out.print(line, highlight=False)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where everything is written; emptied first.")] = Path("demo-output"),
    *,
    full: Annotated[bool, typer.Option("--full", help="Every flight instead of every sixth.")] = False,
    weeks: Annotated[int, typer.Option(min=1, max=40, help="How many of the forty weeks to walk.")] = 40,
) -> None:
    """Walk through forty weeks of real flights: drift, retrainings, refusals, and a report at the end."""
    from driftwarden.demo.walk import walk

    walk(folder, every=1 if full else 6, weeks=weeks)


def main() -> None:
    """Run the command line; what Driftwarden itself refuses is one message on stderr and exit code 1."""
    try:
        app(prog_name="driftwarden")
    except DriftwardenError as error:
        _refuse(_listed(error.problems) if isinstance(error, InvalidDocument) else str(error))
        raise SystemExit(1) from error


def _refuse(message: str) -> None:
    _err.print(f"driftwarden: {message}", highlight=False, markup=False)


def _listed(problems: list[str]) -> str:
    return problems[0] if len(problems) == 1 else "\n  ".join([f"{len(problems)} problems to mend:", *problems])
