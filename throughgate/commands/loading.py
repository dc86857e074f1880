"""Commands that build and publish data files, and list those kept."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from throughgate.commands.matching import match_contract, publish_groups
from throughgate.commands.options import DEFAULT_DATA, DataDir, Json, day
from throughgate.comparison import How
from throughgate.log import note
from throughgate.results import read_contract
from throughgate.show import text
from throughgate.store import synthetic
from throughgate.store.load import LoadError
from throughgate.store.load import load as load_extracts
from throughgate.store.publish import list_snapshots
from throughgate.store.reader import open_data

MATCHED = ("peterborough", "doncaster")
"""Contracts of the demonstration that get comparison groups."""

Mapping = Annotated[Path | None, typer.Option(help="TOML file that maps a foreign extract to the data contract.")]
Source = Annotated[str | None, typer.Option(help="Name of this set of extracts, where no mapping names it.")]
MaxRefused = Annotated[
    float,
    typer.Option(min=0, max=1, help="Largest share of a table's rows that may be refused and the rest published."),
]
Replace = Annotated[bool, typer.Option("--replace", help="Take these extracts alone, without the other sources.")]
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
        code = _loaded(
            "demo", Path(folder), data, source=synthetic.SOURCE, is_synthetic=True, max_refused=0,
            complete_to=synthetic.KNOWN_UNTIL,
        )  # fmt: skip
    if code == 0:
        _match_demonstration(data)
    raise typer.Exit(code)


def _match_demonstration(data: Path) -> None:
    """Gives the demonstration its comparison groups, so that their page has something to show."""
    reader, matched = open_data(data), []
    for contract_id in MATCHED:
        contract = read_contract(reader, contract_id)
        as_at = contract.check_as_at(None)
        matched.append((contract, as_at, match_contract(reader, contract, as_at, How())))
    snapshot = publish_groups(data, reader, matched)
    typer.echo(f"Matched comparison groups of {' and '.join(MATCHED)}: published snapshot {snapshot.snapshot_id}.")


def load(
    extracts: Extracts,
    mapping: Mapping = None,
    source: Source = None,
    max_refused: MaxRefused = 0.05,
    replace: Replace = False,
    keep: Keep = 10,
    fewer_tables: FewerTables = False,
    complete_to: CompleteTo = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Check extracts, build a new data file beside the published one, and publish it."""
    _load(
        "load", extracts, data, as_json=as_json, mapping=mapping, source=source, max_refused=max_refused,
        replace=replace, fewer_tables=fewer_tables, complete_to=day(complete_to, "--complete-to"), keep_snapshots=keep,
    )  # fmt: skip


def check(
    extracts: Extracts,
    mapping: Mapping = None,
    source: Source = None,
    max_refused: MaxRefused = 0.05,
    replace: Replace = False,
    fewer_tables: FewerTables = False,
    complete_to: CompleteTo = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Do all that load does, except publish; exit 1 where rows are refused."""
    _load(
        "check", extracts, data, as_json=as_json, mapping=mapping, source=source, max_refused=max_refused,
        replace=replace, fewer_tables=fewer_tables, complete_to=day(complete_to, "--complete-to"), publish=False,
    )  # fmt: skip


def snapshots(data: DataDir = DEFAULT_DATA, as_json: Json = False) -> None:
    """List the data files kept, newest first."""
    kept = [{"snapshot": s.snapshot_id, "published_at": s.published_at.isoformat()} for s in list_snapshots(data)]
    typer.echo(json.dumps(kept, indent=2) if as_json else text.snapshot_list(kept, data))


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


def _load(command: str, extracts: Path, data: Path, **options) -> None:
    """Load, and end with the exit code."""
    raise typer.Exit(_loaded(command, extracts, data, **options))


def _loaded(command: str, extracts: Path, data: Path, *, as_json: bool = False, **options) -> int:
    """Load, note in DATA/logs what came of it and print the report; the exit code."""
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
    return 1 if refused or failed else 0
