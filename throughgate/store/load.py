"""Load: checks a set of extracts, builds a new data file from them, and publishes it.

Nothing that people read is touched before the new file is complete. A load either publishes it, or reports
why not, or raises LoadError.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import duckdb

from throughgate.store.build import build, build_sha256
from throughgate.store.checks import Part
from throughgate.store.faults import Fault, LoadError
from throughgate.store.fill import FileCount, Filled, fill_table
from throughgate.store.mapping import DEFAULT_SOURCE, Mapping, read_mapping, source_name
from throughgate.store.plan import in_order_of_reference, make_plan
from throughgate.store.publish import load_lock, published, put_in_place, utc_now
from throughgate.store.record import (
    ID_CHARACTERS,
    attach_other_sources,
    carry_over,
    create_tables,
    faults_found,
    hash_of,
    reasons_found,
    record_load,
    record_snapshot,
    refuse_fewer_tables,
    refuse_mixture,
    schema_sha256,
)
from throughgate.terms import TERMS_FOLDER, Contract, TermsError, read_all_terms

__all__ = ["Fault", "FileCount", "LoadError", "LoadReport", "load"]

MEMORY_LIMIT = "1500MB"
"""DuckDB's share of the 3 GiB a load may take; beyond it DuckDB writes to the working folder."""
MOST_THREADS = 8


@dataclass(frozen=True)
class LoadReport:
    """What came of a load. `faults` holds the first 10,000 of `fault_count`, by file and line."""

    snapshot_id: str | None
    published: bool
    source: str
    load_id: str
    counts: tuple[FileCount, ...]
    fault_count: int
    faults: tuple[Fault, ...]
    unread: tuple[str, ...]
    too_many_refused: tuple[str, ...]

    @property
    def rows_refused(self) -> int:
        """Rows of all files that broke the contract."""
        return sum(count.rows_refused for count in self.counts)

    @property
    def rows_loaded(self) -> int:
        """Rows of all files that are in the new file."""
        return sum(count.rows_loaded for count in self.counts)

    @property
    def message(self) -> str:
        """What came of it in one sentence, for people."""
        if self.too_many_refused:
            told = "; ".join(self.too_many_refused)
            return f"Not published: {told}. Mend the extract, or allow more with --max-refused."
        done = f"Published snapshot {self.snapshot_id}" if self.published else "Checked, not published"
        return f"{done}: {self.rows_loaded:,} rows of source {self.source}, {self.rows_refused:,} refused."


@dataclass(frozen=True)
class _Job:
    """What was asked of a load, checked."""

    extracts: Path
    data_dir: Path
    mapping: Mapping | None
    source: str
    is_synthetic: bool
    max_refused: Fraction
    publish: bool
    replace: bool
    fewer_tables: bool
    complete_to: date | None
    contracts: tuple[Contract, ...]
    progress: Callable[[str], None]
    clock: Callable[[], datetime]


def load(  # noqa: PLR0913 - each is an option of the command line
    extracts: Path,
    *,
    data_dir: Path,
    mapping: Path | None = None,
    source: str | None = None,
    is_synthetic: bool = False,
    max_refused: float = 0.05,
    publish: bool = True,
    replace: bool = False,
    fewer_tables: bool = False,
    complete_to: date | None = None,
    keep_snapshots: int = 10,
    progress: Callable[[str], None] | None = None,
    terms_folder: Path = TERMS_FOLDER,
    clock: Callable[[], datetime] = utc_now,
) -> LoadReport:
    """Checks the extracts, builds a new data file and, if `publish`, makes it the published one.

    The rows take the place of all that the same source supplied before; those of other sources stay,
    unless `replace` starts from an empty file. A table that the source filled before must be among the
    extracts, unless `fewer_tables`. A table with a greater share of refused rows than
    `max_refused` keeps the load from being published; the report then says which and why. No rate is read
    after the last fact of a source, or after `complete_to` where that is told.

    Raises:
        LoadError: the load as a whole cannot be done; nothing published has changed.
    """
    if keep_snapshots < 1:
        raise LoadError(f"keep_snapshots is {keep_snapshots}: keep at least 1, the published one")
    read = read_mapping(Path(mapping)) if mapping else None
    job = _Job(
        extracts=Path(extracts),
        data_dir=Path(data_dir),
        mapping=read,
        source=_source(read, source),
        is_synthetic=is_synthetic or bool(read and read.is_synthetic),
        max_refused=_share(max_refused),
        publish=publish,
        replace=replace,
        fewer_tables=fewer_tables,
        complete_to=_past(complete_to, clock),
        contracts=_contracts(terms_folder),
        progress=progress or (lambda _: None),
        clock=clock,
    )
    with load_lock(job.data_dir, clock) as workspace:
        new = workspace / "new.duckdb"
        try:
            report, published_at = _build(job, workspace, new)
        except duckdb.Error as fault:
            told = str(fault).splitlines()[0]
            raise LoadError(
                f"{job.data_dir}: the new file could not be built: {told}; what is published stays"
            ) from fault
        if report.published:
            job.progress("publishing")
            put_in_place(
                new, job.data_dir, snapshot_id=report.snapshot_id, published_at=published_at, keep=keep_snapshots
            )
    return report


def _source(mapping: Mapping | None, source: str | None) -> str:
    if mapping and source and source != mapping.source:
        raise LoadError(f"source {source!r} is not the mapping's, {mapping.source!r}: leave one out")
    try:
        return mapping.source if mapping else source_name(DEFAULT_SOURCE if source is None else source)
    except ValueError as fault:
        raise LoadError(str(fault)) from fault


def _share(share: float) -> Fraction:
    """The share as written, so that 0.05 of 20 rows is 1 row and not a little more."""
    if not 0 <= share <= 1:
        raise LoadError(f"max_refused is {share}: write a share from 0 to 1, as 0.05")
    return Fraction(str(share))


def _past(complete_to: date | None, clock: Callable[[], datetime]) -> date | None:
    """Nothing is complete to a day that is not over."""
    day = clock().astimezone(UTC).date()
    if complete_to is not None and complete_to > day:
        raise LoadError(f"complete_to is {complete_to}, after the day of the load, {day}: give the day of the extract")
    return complete_to


def _contracts(folder: Path) -> tuple[Contract, ...]:
    try:
        return read_all_terms(Path(folder))
    except TermsError as fault:
        raise LoadError(str(fault)) from fault


def _connect(new: Path) -> duckdb.DuckDBPyConnection:
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    config = {
        "memory_limit": MEMORY_LIMIT,
        "threads": threads,
        "temp_directory": str(new.parent / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    return duckdb.connect(str(new), config=config)


def _build(job: _Job, workspace: Path, new: Path) -> tuple[LoadReport, datetime]:
    """Builds the new file; the report says that it is published if it is to be, which the caller then does."""
    with _connect(new) as connection:
        create_tables(connection)
        old = None if job.replace else published(job.data_dir)
        others = attach_other_sources(connection, old, job.source)
        job.progress("reading")
        parts, unread = make_plan(job.extracts, job.mapping, job.source, workspace, connection)
        if old and not job.fewer_tables:
            refuse_fewer_tables(connection, job.source, {part.table.name for part in parts})
        filled = _fill(connection, job, parts, workspace, has_other_sources=bool(others))
        fault_count, faults = faults_found(connection)
        too_many = _too_many_refused(filled, job.max_refused)
        load_id = _load_id(job, parts, reasons_found(connection))
        published_at = job.clock().astimezone(UTC)
        snapshot_id = None if too_many else _finish(connection, job, filled, load_id, others, published_at)
        is_published = job.publish and snapshot_id is not None
        return LoadReport(
            # The id names a published file; one that was only checked has none.
            snapshot_id=snapshot_id if is_published else None,
            published=is_published,
            source=job.source,
            load_id=load_id,
            counts=tuple(one.count for one in filled),
            fault_count=fault_count,
            faults=faults,
            unread=tuple(unread),
            too_many_refused=too_many,
        ), published_at


def _fill(connection, job: _Job, parts: list[Part], workspace: Path, *, has_other_sources: bool) -> list[Filled]:
    """Fills every table, those first that others refer to."""
    day = job.clock().astimezone(UTC).date()
    filled: list[Filled] = []
    for table in in_order_of_reference({part.table.name for part in parts}):
        job.progress(f"checking {table.name}")
        own = [part for part in parts if part.table is table]
        filled += fill_table(connection, own, workspace=workspace, day=day, has_other_sources=has_other_sources)
    return filled


def _load_id(job: _Job, parts: list[Part], reasons: list[str]) -> str:
    """Names what was read, and why rows were refused: a date in the future is one until its day has come."""
    read = sorted({f"{part.extract.file} {part.extract.sha256}" for part in parts})
    mapping = job.mapping.sha256 if job.mapping else ""
    told = [job.source, str(job.is_synthetic), str(job.complete_to), mapping, schema_sha256()]
    return hash_of([*told, *read, *reasons])[:ID_CHARACTERS]


def _too_many_refused(filled: list[Filled], most: Fraction) -> tuple[str, ...]:
    """The tables of which a greater share than `most` was refused, in words."""
    found = []
    counts = [one.count for one in filled]
    for table in dict.fromkeys(count.table for count in counts):
        own = [count for count in counts if count.table == table]
        refused = sum(count.rows_refused for count in own)
        rows = refused + sum(count.rows_loaded for count in own)
        if refused > most * rows:
            found.append(
                f"{table}: {refused:,} of {rows:,} rows refused ({refused / rows:.2%}), over {float(most):.2%}"
            )
    return tuple(found)


def _finish(
    connection, job: _Job, filled: list[Filled], load_id: str, others: list[str], published_at: datetime
) -> str:
    """Adds what other sources published, counts people into cohorts and writes the record; the snapshot's id."""
    stamp = published_at.isoformat()
    record_load(
        connection,
        filled,
        load_id=load_id,
        loaded_at=stamp,
        mapping_sha256=job.mapping.sha256 if job.mapping else None,
        is_synthetic=job.is_synthetic,
        complete_to=job.complete_to,
    )
    if others:
        job.progress("carrying over")
        carry_over(connection, job.source)
    refuse_mixture(connection, job.contracts, job.data_dir)
    job.progress("building")
    try:
        build(connection, job.contracts)
    except TermsError as fault:
        raise LoadError(str(fault)) from fault
    terms = [f"{contract.id} {contract.sha256}" for contract in job.contracts]
    # Sorted: the same extracts give the same id whichever source was loaded last.
    snapshot_id = hash_of([*sorted([load_id, *others]), build_sha256(), *terms])[:ID_CHARACTERS]
    record_snapshot(connection, snapshot_id, stamp)
    connection.execute("DETACH DATABASE IF EXISTS old")
    connection.execute("CHECKPOINT")
    return snapshot_id
