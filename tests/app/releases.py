"""A small published data folder, built in a second or two without the demonstration's generator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from throughgate.store.build import build
from throughgate.store.publish import put_in_place
from throughgate.store.record import create_tables, record_snapshot
from throughgate.terms import read_all_terms

PUBLISHED_AT = datetime(2026, 11, 21, 21, 5, tzinfo=UTC)
TIMEOUT = 60


@dataclass(frozen=True)
class Releases:
    """People released from an establishment: `people` spread over the days, a share of whom are reconvicted."""

    establishment: str
    first: str
    last: str
    people: int
    share: float
    known_until: str = "2014-06-30"
    source: str = "made up"


DONCASTER = (
    Releases("HMP Doncaster", "2009-01-01", "2009-12-31", 900, 0.62),
    Releases("HMP Doncaster", "2011-10-01", "2012-09-30", 900, 0.50),
    Releases("HMP Doncaster", "2012-10-01", "2014-06-30", 1500, 0.56),
)
PETERBOROUGH = (
    Releases("HMP Peterborough", "2010-09-09", "2014-06-30", 1800, 0.55),
    Releases("HMP Norwich", "2010-09-09", "2014-06-30", 2400, 0.57),
)
BROWARD = (Releases("Broward County Jail", "2013-01-01", "2014-06-30", 1800, 0.3, "2016-04-01", "broward"),)
NORTHSHIRE = (Releases("Northshire", "2011-01-01", "2013-12-31", 2100, 0.46),)
REFERRALS = 160
"""Referrals to the contract SYN_0001, spread over 2 July 2012 to 30 June 2014."""

TINY = (
    Releases("HMP Doncaster", "2009-01-01", "2009-12-31", 900, 0.62),
    Releases("HMP Doncaster", "2011-10-01", "2012-09-30", 130, 0.50),
    Releases("HMP Doncaster", "2012-10-03", "2012-12-20", 7, 0.50),
    Releases("HMP Doncaster", "2014-06-30", "2014-06-30", 40, 0.5),
)

FEW_BEFORE = (
    Releases("HMP Doncaster", "2009-01-01", "2009-12-31", 12, 0.17),
    *DONCASTER[1:],
    Releases("Northshire", "2011-01-01", "2011-12-31", 45, 0.05),
    Releases("Northshire", "2012-01-01", "2013-12-31", 1400, 0.46),
)


def publish(
    folder: Path,
    releases: tuple[Releases, ...],
    *,
    referrals: int = 0,
    at: datetime = PUBLISHED_AT,
    snapshot_id: str = "a1b2c3d4e5f6",
) -> Path:
    """Build a data file of these releases and so many referrals, and publish it in `folder`."""
    for name in ("building", "snapshots"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    path = folder / "building" / "new.duckdb"
    with duckdb.connect(str(path)) as connection:
        create_tables(connection)
        for number, group in enumerate(releases):
            _fill(connection, group, number)
        if referrals:
            _insert(connection, "crs_referral", _referrals(referrals))
        _record(connection, releases, at)
        record_snapshot(connection, snapshot_id, at.isoformat())
        build(connection, read_all_terms())
    return put_in_place(path, folder, snapshot_id=snapshot_id, published_at=at, keep=5).path


def _fill(connection: duckdb.DuckDBPyConnection, group: Releases, number: int) -> None:
    random = np.random.default_rng(number)
    ids = [f"secret-{number}-{at}" for at in range(group.people)]
    days = np.linspace(0, (pd.Timestamp(group.last) - pd.Timestamp(group.first)).days, group.people).astype(int)
    released = pd.Timestamp(group.first) + pd.to_timedelta(days, unit="D")
    person = pd.DataFrame(
        {
            "person_id": ids,
            "sex": "M",
            "birth_month": pd.Timestamp("1980-05-01"),
            "known_on": released,
            "source": group.source,
        }
    )
    discharge = pd.DataFrame(
        {
            "discharge_id": [f"d-{name}" for name in ids], "person_id": ids, "establishment": group.establishment,
            "discharged_on": released, "sentence_days": 120, "custody_type": "sentenced", "known_on": released, "source": group.source,
        }
    )  # fmt: skip
    discharge["exclusion"] = np.where(np.arange(group.people) % 60 == 59, "deported", None)
    discharge.loc[discharge.index % 300 == 7, "exclusion"] = "breach of court order"
    _insert(connection, "person", person)
    _insert(connection, "discharge", discharge)
    _insert(connection, "conviction", _convictions(group, ids, released, random))


def _convictions(
    group: Releases, ids: list[str], released: pd.DatetimeIndex, random: np.random.Generator
) -> pd.DataFrame:
    rows = []
    for name, day in zip(ids, released, strict=True):
        if random.random() >= group.share:
            continue
        for event in range(1 + random.poisson(1.4)):
            offence = day + pd.Timedelta(days=int(random.beta(1, 1.6) * 360))
            convicted = offence + pd.Timedelta(days=0 if group.source == "broward" else int(random.gamma(2, 30)) % 180)
            if convicted <= pd.Timestamp(group.known_until):
                rows.append((f"c-{name}-{event}", name, offence, convicted, "fine", convicted, group.source))
    return pd.DataFrame(
        rows, columns=["conviction_id", "person_id", "offence_on", "convicted_on", "disposal", "known_on", "source"]
    )


def _referrals(count: int) -> pd.DataFrame:
    """Referrals of the first source: three in four start, a month after they are received."""
    received = pd.Timestamp("2012-07-02") + pd.to_timedelta(np.linspace(0, 728, count).astype(int), unit="D")
    started = (received + pd.Timedelta(days=30)).where(np.arange(count) % 4 > 0)
    return pd.DataFrame(
        {
            "referral_id": [f"secret-r-{at}" for at in range(count)],
            "referral_ref": [f"secret-{at}" for at in range(count)],
            "contract_ref": "SYN_0001", "organisation_id": "TRUST", "date_referral_received": received,
            "date_of_first_action_plan_approval": started, "date_of_first_attended_session": started,
            "count_of_sessions_expected": 8, "count_of_sessions_attended": 6, "known_on": received, "source": "made up",
        }
    )  # fmt: skip


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    connection.register("rows_", rows)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows_")
    connection.unregister("rows_")


def _record(connection: duckdb.DuckDBPyConnection, releases: tuple[Releases, ...], at: datetime) -> None:
    for source in dict.fromkeys(group.source for group in releases):
        refused = 307 if source == "broward" else 0
        loaded = {
            "load_id": "l1", "loaded_at": at.isoformat(), "file": f"{source}.csv", "file_sha256": "9f" * 32,
            "table_name": "discharge", "rows_read": 7214, "rows_skipped": 0, "rows_refused": refused,
            "rows_loaded": 7214 - refused, "is_synthetic": source != "broward", "source": source,
        }  # fmt: skip
        _insert(connection, "load", pd.DataFrame([loaded]))
        faults = {
            "load_id": "l1", "file": f"{source}.csv", "line": range(2, 2 + refused), "table_name": "discharge",
            "column_name": "c_jail_out", "value": "secret-value", "reason": "is missing: a discharge needs its date",
            "source": source,
        }  # fmt: skip
        _insert(connection, "rejected_row", pd.DataFrame(faults))


def words_of(app) -> str:
    """All that a page says: headings, words, faults, boxes and tables."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.error)
    parts = [element.value for kind in kinds for element in kind]
    return "\n".join(
        [*parts, *(f"{box.label} {box.value}" for box in app.metric), *(table.value.to_csv() for table in app.table)]
    )
