"""Matched comparison groups, put into a copy of the published file and published in its place.

A published file is never written again: the copy is filled in `building/`, so that a failure leaves everything as it was.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from throughgate import PROJECT
from throughgate.store.faults import LoadError
from throughgate.store.publish import PublishedSnapshot, list_snapshots, published, put_in_place, utc_now
from throughgate.store.reader import Reader
from throughgate.store.record import ID_CHARACTERS, hash_of

MAKERS = (
    "queries/comparison/candidates.sql",
    "throughgate/comparison/people.py",
    "throughgate/comparison/matching.py",
    "throughgate/methods/matching/pairing.py",
    "throughgate/methods/matching/propensity.py",
)
"""Query and code whose change may change who is matched."""

CAREFUL = {
    "memory_limit": "1500MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

PUT_IN = """
    INSERT INTO matched_person
    SELECT $match_id, person.person_number, member.person_id, person.is_treated, person.logit, person.weight, person.matched_set
    FROM person
    INNER JOIN cohort_at($as_at) AS member
        ON person.person_number = member.person_number
        AND member.contract_id = $contract_id
        AND member.cohort_id IN ($cohort_id, $compared_id)
    ORDER BY person.place
"""
"""The pseudonym is joined in the database: no session of Python ever holds it."""


@dataclass(frozen=True, eq=False)
class Match:
    """One cohort's comparison group as stored: how it was asked for, the model in words and sums, and its people.

    One element of `person_number` and of what follows is one person that the score was fitted on, matched or not;
    `weight` is 0 for whom nobody was found, and `matched_set` -1 there, or None as a whole with replacement.
    """

    contract_id: str
    cohort_id: str
    compared_id: str
    as_at: date
    terms_sha256: str
    ratio: int
    caliper: float
    is_with_replacement: bool
    seed: int | None
    model: dict[str, object]
    person_number: np.ndarray
    is_treated: np.ndarray
    logit: np.ndarray
    weight: np.ndarray
    matched_set: np.ndarray | None

    def id_in(self, built_as: str) -> str:
        """Names what was matched and how: the same in the same data by the same code."""
        asked = (
            self.contract_id, self.cohort_id, self.compared_id, self.as_at, self.terms_sha256, self.ratio, self.caliper,
            self.is_with_replacement, self.seed,
        )  # fmt: skip
        return hash_of([built_as, *map(str, asked), makers_sha256()])[:ID_CHARACTERS]


def publish_matches(
    data_dir: Path,
    workspace: Path,
    reader: Reader,
    matches: Sequence[Match],
    *,
    clock: Callable[[], datetime] = utc_now,
) -> PublishedSnapshot:
    """Publishes a copy of the open file with these matches in it, and removes no file; the open one where it holds them all.

    A match takes the place of one of the same contract, cohort and day; others stay. The caller holds `load_lock`, from before
    the file was opened, and hands on the working folder that it yields.

    Raises:
        LoadError: another file was published since this one was opened.
    """
    current = published(data_dir)
    if current is None or current.path.resolve() != reader.path.resolve():
        raise LoadError(f"{data_dir}: another file was published while people were matched: match again")
    if not _missing(reader, matches):
        return current
    copy = workspace / "matched.duckdb"
    shutil.copyfile(current.path, copy)
    published_at = clock().astimezone(UTC)
    with duckdb.connect(str(copy), config=CAREFUL) as connection:
        snapshot_id = _fill(connection, matches, published_at.isoformat())
        connection.execute("CHECKPOINT")
    # Only a load removes files: matching often must not cost anybody the data of an earlier day.
    keep = len(list_snapshots(data_dir)) + 1
    return put_in_place(copy, data_dir, snapshot_id=snapshot_id, published_at=published_at, keep=keep)


def _missing(reader: Reader, matches: Sequence[Match]) -> set[str]:
    """Ids of the matches that the open file does not hold."""
    connection = reader.connection.cursor()
    held = {match_id for (match_id,) in connection.execute("SELECT match_id FROM matching").fetchall()}
    built_as = _built_as(connection)
    return {one.id_in(built_as) for one in matches} - held


def makers_sha256() -> str:
    """Hash of the query and the code that decide who is matched."""
    return hashlib.sha256(b"\0".join((PROJECT / name).read_bytes() for name in MAKERS)).hexdigest()


def _fill(connection: duckdb.DuckDBPyConnection, matches: Sequence[Match], stamp: str) -> str:
    """Puts the matches in and names the file anew: by the load it came from and every match in it."""
    built_as = _built_as(connection)
    for one in matches:
        _forget(connection, one)
        _put_in(connection, one, built_as, stamp)
    ids = [match_id for (match_id,) in connection.execute("SELECT match_id FROM matching ORDER BY match_id").fetchall()]
    snapshot_id = hash_of([built_as, *ids])[:ID_CHARACTERS]
    connection.execute("UPDATE snapshot SET snapshot_id = ?, published_at = ?", [snapshot_id, stamp])
    return snapshot_id


def _built_as(connection: duckdb.DuckDBPyConnection) -> str:
    """The id that the load gave the file: matches are put into matched files too."""
    held = connection.execute("SELECT model_json FROM matching LIMIT 1").fetchall()
    if held:
        return json.loads(held[0][0])["built_as"]
    return connection.execute("SELECT snapshot_id FROM snapshot").fetchall()[0][0]


def _forget(connection: duckdb.DuckDBPyConnection, one: Match) -> None:
    same = "contract_id = ? AND cohort_id = ? AND as_at = ?"
    day = [one.contract_id, one.cohort_id, one.as_at]
    connection.execute(
        f"DELETE FROM matched_person WHERE match_id IN (SELECT match_id FROM matching WHERE {same})", day
    )
    connection.execute(f"DELETE FROM matching WHERE {same}", day)


def _put_in(connection: duckdb.DuckDBPyConnection, one: Match, built_as: str, stamp: str) -> None:
    match_id = one.id_in(built_as)
    values = [
        match_id, one.contract_id, one.cohort_id, one.compared_id, one.as_at, stamp, one.terms_sha256, one.ratio,
        one.caliper, one.is_with_replacement, one.seed,
        json.dumps(one.model | {"built_as": built_as}, allow_nan=False),
    ]  # fmt: skip
    connection.execute(f"INSERT INTO matching VALUES ({', '.join('?' * len(values))})", values)
    sets = one.matched_set if one.matched_set is not None else np.full(one.weight.size, -1)
    people = pd.DataFrame(
        {
            "place": np.arange(one.weight.size),
            "person_number": one.person_number,
            "is_treated": one.is_treated,
            "logit": one.logit,
            "weight": one.weight,
            "matched_set": pd.array(np.where(sets < 0, 0, sets), dtype="Int64"),
        }
    )
    people.loc[sets < 0, "matched_set"] = pd.NA
    connection.register("person", people)
    connection.execute(
        PUT_IN,
        {
            "match_id": match_id, "as_at": one.as_at, "contract_id": one.contract_id, "cohort_id": one.cohort_id,
            "compared_id": one.compared_id,
        },
    )  # fmt: skip
    connection.unregister("person")
