"""The `throughgate` command. Each command reads its words, calls one function and prints the answer.

Exit codes: 0 done; 1 rows were refused, or so many that nothing was published; 2 the input or the question cannot
be used, and the message says what would mend it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from throughgate import PROJECT, results
from throughgate.log import note
from throughgate.ogrs_csv import OgrsFileError, score_file
from throughgate.show import text
from throughgate.store import synthetic
from throughgate.store.load import LoadError
from throughgate.store.load import load as load_extracts
from throughgate.store.publish import list_snapshots
from throughgate.store.reader import QueryError, open_data
from throughgate.terms import TermsError

USABLE_ERRORS = (LoadError, QueryError, TermsError, OgrsFileError, results.AsAtError)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Commission and evaluate payment-by-results rehabilitation contracts.",
)

DataDir = Annotated[
    Path,
    typer.Option(
        "--data",
        envvar="THROUGHGATE_DATA",
        help="Folder of the published data file, its snapshots and logs.",
        show_default="data/ of the project",
    ),
]
DEFAULT_DATA = PROJECT / "data"
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for a machine.")]
Mapping = Annotated[Path | None, typer.Option(help="TOML file that maps a foreign extract to the data contract.")]
Source = Annotated[str | None, typer.Option(help="Name of this set of extracts, where no mapping names it.")]
MaxRefused = Annotated[
    float,
    typer.Option(min=0, max=1, help="Largest share of a table's rows that may be refused and the rest published."),
]
Keep = Annotated[int, typer.Option(min=1, help="Data files to keep, the published one among them.")]
FewerTables = Annotated[
    bool,
    typer.Option("--fewer-tables", help="Let go the rows of tables that this source supplied before and now does not."),
]
CompleteTo = Annotated[
    str | None,
    typer.Option(
        help="Last day, as 2014-06-30, that the extracts are complete to; no rate is read after it.",
        show_default="the day of the last fact in them",
    ),
]
Extracts = Annotated[Path, typer.Argument(help="A folder of extracts, or one file: CSV, Parquet, XLSX or ODS.")]


@app.command()
def demo(
    data: DataDir = DEFAULT_DATA,
    seed: Annotated[
        int, typer.Option(help="Seed of the made-up people; the same seed gives the same data.")
    ] = synthetic.SEED,
    clean: Annotated[
        bool, typer.Option("--clean", help="Without the patterns planted for the fair-play pages to find.")
    ] = False,
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing where data are published already.")
    ] = False,
) -> None:
    """Build and publish the demonstration file: made-up people for every contract."""
    if if_missing and list_snapshots(data):
        open_data(data)
        typer.echo(f"{data} already holds published data: left as it is.")
        return
    with tempfile.TemporaryDirectory() as folder:
        with _progress() as say:
            say("making up people")
            synthetic.write_demonstration(Path(folder), seed=seed, planted=not clean, progress=say)
        _load(
            "demo", Path(folder), data, source=synthetic.SOURCE, is_synthetic=True, max_refused=0,
            complete_to=synthetic.KNOWN_UNTIL,
        )  # fmt: skip


@app.command()
def load(
    extracts: Extracts,
    mapping: Mapping = None,
    source: Source = None,
    max_refused: MaxRefused = 0.05,
    replace: Annotated[
        bool, typer.Option("--replace", help="Publish these extracts alone, without the other sources.")
    ] = False,
    keep: Keep = 10,
    fewer_tables: FewerTables = False,
    complete_to: CompleteTo = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Check extracts, build a new data file beside the published one, and publish it."""
    _load(
        "load", extracts, data, as_json=as_json, mapping=mapping, source=source, max_refused=max_refused,
        replace=replace, fewer_tables=fewer_tables, complete_to=_day(complete_to, "--complete-to"), keep_snapshots=keep,
    )  # fmt: skip


@app.command()
def check(
    extracts: Extracts,
    mapping: Mapping = None,
    source: Source = None,
    max_refused: MaxRefused = 0.05,
    replace: Annotated[
        bool, typer.Option("--replace", help="Check these extracts alone, without the other sources.")
    ] = False,
    fewer_tables: FewerTables = False,
    complete_to: CompleteTo = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Do all that load does, except publish; exit 1 where rows are refused."""
    _load(
        "check", extracts, data, as_json=as_json, mapping=mapping, source=source, max_refused=max_refused,
        replace=replace, fewer_tables=fewer_tables, complete_to=_day(complete_to, "--complete-to"), publish=False,
    )  # fmt: skip


@app.command()
def ogrs(
    file: Annotated[Path, typer.Argument(help="CSV with the inputs of OGRS3, of OGRS4, or of both.")],
    output: Annotated[Path | None, typer.Option(help="File to write.", show_default="standard output")] = None,
    coefficients: Annotated[
        str, typer.Option(help="official (as OASys) or nine-decimals (as published in 2009).")
    ] = "official",
) -> None:
    """Add OGRS3 and OGRS4/G and /V scores to a CSV."""
    if coefficients not in ("official", "nine-decimals"):
        raise typer.BadParameter(f"{coefficients!r} is not one of official, nine-decimals", param_hint="--coefficients")
    scores = score_file(file, coefficients=coefficients).to_csv(index=False, lineterminator="\n")
    if output is None:
        sys.stdout.write(scores)
    else:
        _write(output, scores)


@app.command()
def rates(
    contract: Annotated[str, typer.Argument(help="Contract, by its id or name.")],
    as_at: Annotated[
        str | None,
        typer.Option(
            help="Day, as 2014-06-30: only what was known then counts.", show_default="the latest date of the data"
        ),
    ] = None,
    by: Annotated[str | None, typer.Option(help=f"Split each cohort by {', '.join(results.GROUPINGS)}.")] = None,
    snapshot: Annotated[
        str | None, typer.Option(help="An earlier data file, by id or by the day it was in force.")
    ] = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Print n, reconvicted, rate and interval of each cohort, exactly, for those who hold the data."""
    if by is not None and by not in results.GROUPINGS:
        raise typer.BadParameter(f"{by!r} is not one of {', '.join(results.GROUPINGS)}", param_hint="--by")
    reader = open_data(data, snapshot=snapshot)
    asked = results.read_contract(reader, contract)
    day = asked.check_as_at(_day(as_at, "--as-at"))
    document = results.rates_document(reader, asked, day, grouped_by=by)
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False) if as_json else text.rates_table(document, asked))


@app.command()
def snapshots(data: DataDir = DEFAULT_DATA, as_json: Json = False) -> None:
    """List the data files kept, newest first."""
    kept = [{"snapshot": s.snapshot_id, "published_at": s.published_at.isoformat()} for s in list_snapshots(data)]
    typer.echo(json.dumps(kept, indent=2) if as_json else text.snapshot_list(kept, data))


@app.command()
def serve(
    data: DataDir = DEFAULT_DATA,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
) -> None:
    """Open the dashboard on this machine."""
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), "--server.port", str(port)]
    raise typer.Exit(
        subprocess.run(command, cwd=PROJECT, env=os.environ | {"THROUGHGATE_DATA": str(data.resolve())}).returncode
    )


def _day(value: str | None, option: str) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is not a day: write it as 2014-06-30", param_hint=option) from None


def _write(path: Path, words: str) -> None:
    try:
        path.write_text(words, encoding="utf-8")
    except OSError as fault:
        raise OgrsFileError(f"{path}: cannot be written: {fault.strerror}") from fault


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A progress line on standard error, told what is being done; silent where that is no terminal."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("starting", total=None)
        yield lambda step: bar.update(task, description=step)


def _load(command: str, extracts: Path, data: Path, *, as_json: bool = False, **options) -> None:
    """Load, note in DATA/logs what came of it, print the report and end with its exit code."""
    try:
        with _progress() as say:
            report = load_extracts(extracts, data_dir=data, progress=say, **options)
    except (LoadError, OSError) as fault:
        # Only of what kind it was: the message may quote a value that stands in the extract.
        note(data, command, extracts=extracts.name, failed=type(fault).__name__)
        raise
    note(data, command, snapshot=report.snapshot_id, published=report.published, refused=report.rows_refused)
    typer.echo(json.dumps(text.load_document(report), indent=2) if as_json else text.load_report(report))
    refused = command == "check" and report.rows_refused > 0
    failed = command != "check" and not report.published
    raise typer.Exit(1 if refused or failed else 0)


def main() -> None:
    """Run the command; what cannot be used is said in one line, never in a traceback."""
    try:
        app()
    except USABLE_ERRORS as fault:
        typer.echo(f"throughgate: {fault}", err=True)
        sys.exit(2)
    except OSError as fault:
        typer.echo(f"throughgate: {fault.filename or 'input or output'}: {fault.strerror or fault}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
