"""From finished columns to Parquet files: pseudonyms, what was known by a day, and the types of the contract."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from throughgate.store.schema import BY_NAME, Column
from throughgate.store.synthetic.rows import NO_DATE, Rows, length, pseudonyms, take

PREFIXES = {"person": "P", "discharge": "D", "conviction": "C", "contact": "K", "referral": "R", "transfer": "T"}
ARROW = {
    "text": pa.string(),
    "date": pa.date32(),
    "integer": pa.int32(),
    "decimal": pa.decimal128(12, 4),
    "boolean": pa.bool_(),
}


def name_rows(rng: np.random.Generator, tables: dict[str, Rows], *, after: dict[str, Rows] | None = None) -> None:
    """Give people, discharges and other rows shuffled pseudonyms; numbers go on from those of the tables `after`."""
    for kind, prefix in PREFIXES.items():
        if kind not in tables:
            continue
        owner = tables[kind]
        if kind not in owner:
            owner[kind] = np.arange(length(owner))
        taken = 0 if after is None else int(after[kind][kind].max()) + 1
        names = pseudonyms(prefix, rng.permutation(int(owner[kind].max()) + 1) + 1 + taken)
        for rows in tables.values():
            if kind in rows:
                rows[f"{kind}_id"] = names[rows[kind]]
                rows[kind] = rows[kind] + taken


def known_by(tables: dict[str, Rows], until: date) -> dict[str, Rows]:
    """The rows known on or before `until`, later dates in them blanked, and only those whose owners are known."""
    day = np.datetime64(until)
    known = {name: take(rows, rows["known_on"] <= day) for name, rows in tables.items()}
    for name, rows in known.items():
        for column in BY_NAME[name].columns:
            if column.type == "date" and not column.required:
                rows[column.name] = np.where(rows[column.name] > day, NO_DATE, rows[column.name])
    there = known["discharge"]["discharge"]
    for name, rows in known.items():
        if name != "discharge" and "discharge" in rows:
            known[name] = take(rows, np.isin(rows["discharge"], there))
    _reopen(known["referral"], known["crs_referral"])
    return known


def _reopen(referral: Rows, crs: Rows) -> None:
    """What ends after the last day known has not ended yet."""
    completed = referral["outcome"] == "completed"
    early = referral["outcome"] == "left early"
    unfinished = (completed & np.isnat(referral["completed_on"])) | (early & np.isnat(referral["started_on"]))
    referral["outcome"] = np.where(unfinished, "in progress", referral["outcome"])
    referral["helpfulness"] = np.where(unfinished, np.nan, referral["helpfulness"])
    still = (crs["referral_end_state"] != "") & np.isnat(crs["concluded_at"])
    crs["referral_end_state"] = np.where(still, "", crs["referral_end_state"])
    crs["end_requested_by_pp_reason"] = np.where(
        np.isnat(crs["end_requested_by_pp_at"]), "", crs["end_requested_by_pp_reason"]
    )


def write_table(folder: Path, name: str, rows: Rows) -> None:
    """Write one contract table, in the order of its key, as `<name>.parquet`."""
    table = BY_NAME[name]
    columns = [column for column in table.all_columns if column.name != "source"]
    arrays = {column.name: _array(column, rows[column.name]) for column in columns}
    schema = pa.schema([(column.name, ARROW[column.type]) for column in columns])
    order = [(column, "ascending") for column in (*table.key, "known_on")]
    pq.write_table(pa.table(arrays, schema=schema).sort_by(order), folder / f"{name}.parquet", compression="zstd")


def _array(column: Column, values: np.ndarray) -> pa.Array:
    """Columns as the contract types them; '' and NaN stand for missing."""
    if column.type == "text":
        return pa.array(values, type=pa.string(), mask=values == "")
    if column.type == "date":
        return pa.array(values.astype("datetime64[D]"), type=pa.date32())
    missing = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)
    if column.type == "decimal":
        return pa.array(values.astype(float), mask=missing).cast(ARROW["decimal"])
    if column.type == "boolean":
        return pa.array(np.where(missing, 0, values).astype(bool), mask=missing)
    return pa.array(np.where(missing, 0, values).astype("int32"), type=pa.int32(), mask=missing)
