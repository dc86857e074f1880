"""OGRS of every discharge, computed at once from the sanction histories while a data file is built."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from throughgate import PROJECT
from throughgate.methods import ogrs

OFFENCE_CODES = PROJECT / "data" / "ogrs" / "offence_codes.csv"
"""Home Office offence codes and their OGRS categories; see data/ogrs/README.md."""
OGRS_INPUTS = PROJECT / "queries" / "score" / "ogrs_inputs.sql"
NO_MONTHS_FREE = 0
"""Offence-free months at release: follow-up starts on the day the score is for."""


def offence_categories(path: Path = OFFENCE_CODES) -> pd.DataFrame:
    """By Home Office code, the names of its OGRS3 and OGRS4 categories (`ogrs3`, `ogrs4`), or of the error it gives.

    A code that stands in the table but has no category there is UNKNOWN, rather than missing.
    """
    codes = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("ho_code")
    three = codes["ogrs3_category"].where(codes["ogrs3_error"] == "", codes["ogrs3_error"])
    return pd.DataFrame({"ogrs3": three, "ogrs4": codes["ogrs4_category"]}).replace("", "UNKNOWN")


def lay_down_offence_codes(connection: duckdb.DuckDBPyConnection, path: Path = OFFENCE_CODES) -> None:
    """Make table offence_code: each Home Office code with its OGRS3 category and its indexes in methods/ogrs."""
    codes = offence_categories(path)
    table = pa.table(
        {
            "offence_code": codes.index,
            "ogrs3_category": codes["ogrs3"].where(codes["ogrs3"].isin(ogrs.OGRS3_CATEGORIES), None),
            "ogrs3_index": ogrs.category_indexes(codes["ogrs3"], ogrs.OGRS3_CATEGORIES),
            "ogrs4_index": ogrs.category_indexes(codes["ogrs4"], ogrs.OGRS4_CATEGORIES),
        }
    )
    connection.register("codes", table)
    connection.execute("CREATE TABLE offence_code AS SELECT * FROM codes")
    connection.unregister("codes")


def score_discharges(connection: duckdb.DuckDBPyConnection) -> None:
    """Make table discharge_score: OGRS3, OGRS4/G and /V of every row of discharge_period, or why it has none."""
    inputs = connection.execute(OGRS_INPUTS.read_text(encoding="utf-8")).to_arrow_table()
    sex = _texts(inputs["sex"])
    three = ogrs.score_ogrs3(
        sex=sex,
        age_at_conviction=_numbers(inputs["age_at_conviction"]),
        age_at_first_sanction=_numbers(inputs["age_at_first_sanction"]),
        age_at_follow_up=_numbers(inputs["age_at_discharge"]),
        sanctions_total=_numbers(inputs["sanctions_total"]),
        category=inputs["ogrs3_index"].to_numpy(),
    )
    four = ogrs.score_ogrs4(
        sex=sex,
        age_at_follow_up=_numbers(inputs["age_at_discharge"]),
        age_at_first_sanction=_numbers(inputs["age_at_first_sanction"]),
        age_at_current_sanction=_numbers(inputs["age_at_conviction"]),
        sanctions_total=_numbers(inputs["sanctions_total"]),
        violent_sanctions=_numbers(inputs["violent_sanctions"]),
        offence_free_months=np.full(len(sex), NO_MONTHS_FREE),
        category=inputs["ogrs4_index"].to_numpy(),
    )
    _store(connection, inputs.select(["discharge_id", "known_from"]), three, four)


def _numbers(column: pa.ChunkedArray) -> np.ndarray:
    """Whole numbers as floats, NaN where missing."""
    return column.cast(pa.float64()).to_numpy(zero_copy_only=False)


def _texts(column: pa.ChunkedArray) -> np.ndarray:
    """Texts, '' where missing; each different text is made once, since a million rows hold two."""
    encoded = column.fill_null("").combine_chunks().dictionary_encode()
    return encoded.dictionary.to_numpy(zero_copy_only=False)[encoded.indices.to_numpy()]


def _store(connection: duckdb.DuckDBPyConnection, keys: pa.Table, three: ogrs.Ogrs3, four: ogrs.Ogrs4) -> None:
    scored = three.error_code == 0
    scores = pa.table(
        {
            "discharge_id": keys["discharge_id"],
            "known_from": keys["known_from"],
            "ogrs3_one_year_percent": pa.array(three.one_year_percent, pa.int32(), mask=~scored),
            "ogrs3_two_year_percent": pa.array(three.two_year_percent, pa.int32(), mask=~scored),
            "ogrs3_band": _named(ogrs.BANDS, three.band_code),
            "ogrs3_error": _named(ogrs.ERRORS, three.error_code),
            "ogrs4_error": _named(ogrs.ERRORS, four.error_code),
            "ogrs4g_percent": pa.array(four.general_percent, pa.float64(), mask=four.error_code != 0),
            "ogrs4v_percent": pa.array(four.violent_percent, pa.float64(), mask=four.error_code != 0),
        }
    )
    connection.register("scores", scores)
    connection.execute("CREATE TABLE discharge_score AS SELECT * FROM scores")
    connection.unregister("scores")


def _named(names: tuple[str, ...], codes: np.ndarray) -> pa.Array:
    """Names by code, empty for code 0; a dictionary, so that a million rows cost a million small integers."""
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=codes == 0), pa.array(names)).cast(
        pa.string()
    )
