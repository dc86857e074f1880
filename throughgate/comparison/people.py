"""Whom a comparison group is made from: two cohorts' people, by what was known of them at discharge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from throughgate.store.reader import Reader, query

FEWEST = 10
"""A category that fewer people than these have, on either side, is joined with other such (assumed)."""

MOST_MISSING = 0.5
"""Share not known on either side above which a covariate is left out, not the people who lack it (assumed)."""

INDETERMINATE = "indeterminate (IPP)"
OTHER = "rare or other"
HISTORY = ("age_at_first_sanction", "sanctions_total", "violent_sanctions", "ogrs3_one_year_percent")


def _log_odds(percent: pd.Series) -> pd.Series:
    """The log odds of a whole percent; 0 and 100, which have none, stand as half a percent from the end."""
    share = percent.clip(0.5, 99.5) / 100
    return np.log(share / (1 - share))


MEASURES: dict[str, tuple[str, Callable[[pd.Series], pd.Series]]] = {
    "age at discharge (years)": ("age_at_discharge", lambda years: years),
    "age at discharge squared": ("age_at_discharge", lambda years: years**2),
    "age at first sanction (years)": ("age_at_first_sanction", lambda years: years),
    "sanctions (log)": ("sanctions_total", np.log1p),
    "violent sanctions (log)": ("violent_sanctions", np.log1p),
    "sentence length (log days)": ("sentence_days", np.log1p),
    "OGRS3 one-year (logit)": ("ogrs3_one_year_percent", _log_odds),
    "released locally": ("is_local_release", lambda flag: flag),
}
"""Covariate: the column it is made from, and how."""

CATEGORIES = {"sex": "sex", "ethnicity": "ethnicity", "offence": "offence_group"}


@dataclass(frozen=True, eq=False)
class Candidates:
    """The people a matching is made from, treated first, each side in the order of the file; nobody's outcome.

    Attributes:
        person_number: Of each person, the place in the file.
        is_treated: Whether the person is of the cohort itself.
        names: The covariates.
        covariates: People by covariates, none missing.
        left_out: Words, and the people of the cohort and of the compared that lack what they say.
        unused: Words for each covariate that could not be used, and why.
        joined: Words for each category that was too rare to stand alone.
    """

    person_number: np.ndarray
    is_treated: np.ndarray
    names: tuple[str, ...]
    covariates: np.ndarray
    left_out: dict[str, tuple[int, int]]
    unused: tuple[str, ...]
    joined: tuple[str, ...]


def read_candidates(reader: Reader, contract_id: str, cohort_id: str, compared_id: str, as_at: date) -> Candidates:
    """The eligible people of a cohort and of the one it is measured against, as known on a day.

    Raises:
        QueryError: the file cannot be asked.
    """
    scope = {"contract_id": contract_id, "cohort_id": cohort_id, "compared_id": compared_id, "as_at": as_at}
    return make_candidates(query(reader, "comparison/candidates", **scope))


def make_candidates(people: pd.DataFrame) -> Candidates:
    """Covariates from the rows of queries/comparison/candidates.sql.

    Somebody without a number that most people have is left out and counted; somebody without a category is of the
    category 'not known'. A covariate that most of either side lacks, or that is the same for everybody, is left out.
    """
    treated = people["is_treated"].to_numpy(dtype=bool)
    measures, unused = _usable(people, treated)
    people, left_out = _leave_out(people, sorted({MEASURES[name][0] for name in measures}, key=list(people).index))
    treated = people["is_treated"].to_numpy(dtype=bool)
    columns: dict[str, np.ndarray] = {}
    for name in measures:
        source, made = MEASURES[name]
        columns[name] = made(people[source].astype(float)).to_numpy(dtype=float)
    joined: list[str] = []
    for name, source in CATEGORIES.items():
        indicators, rare = _indicators(name, people[source].astype("object"), treated)
        columns |= indicators
        joined += rare
        unused += [] if indicators else [f"{name}: {_why_unused(people[source])}"]
    constant = [name for name, column in columns.items() if column.size == 0 or column.min() == column.max()]
    return Candidates(
        person_number=people["person_number"].to_numpy(dtype=np.int64),
        is_treated=treated,
        names=tuple(name for name in columns if name not in constant),
        covariates=np.vstack([columns[name] for name in columns if name not in constant] or [np.empty((0, len(people)))]).T,
        left_out=left_out,
        unused=(*unused, *(f"{name}: the same for everybody" for name in constant)),
        joined=tuple(joined),
    )  # fmt: skip


def _why_unused(values: pd.Series) -> str:
    """Why a category makes no covariate."""
    found = values.astype("object").where(values.notna(), "not known").unique()
    return f"everybody is the same ({found[0]})" if len(found) == 1 else "no two categories that enough people of both groups have"  # fmt: skip


def _usable(people: pd.DataFrame, treated: np.ndarray) -> tuple[list[str], list[str]]:
    """Names of the measures that most people of both sides have, and words for the others."""
    usable, unused = [], []
    for name, (source, _) in MEASURES.items():
        missing = people[source].isna().to_numpy()
        shares = [missing[who].mean() if who.any() else 0.0 for who in (treated, ~treated)]
        if max(shares) > MOST_MISSING:
            unused.append(f"{name}: not known for {max(shares):.0%} of one group")
        else:
            usable.append(name)
    return usable, unused


def _leave_out(people: pd.DataFrame, needed: list[str]) -> tuple[pd.DataFrame, dict[str, tuple[int, int]]]:
    """The people who have every column needed; and of the others, by the first that they lack, how many a side."""
    left_out: dict[str, tuple[int, int]] = {}
    is_indeterminate = people["sentence_band"].eq(INDETERMINATE).fillna(False).to_numpy(dtype=bool)
    stays = np.ones(len(people), dtype=bool)
    for column in needed:
        lacks = stays & people[column].isna().to_numpy()
        parts = {f"{_plain(column)} not known": lacks}
        if column == "sentence_days":
            parts = {
                "indeterminate sentence, which has no length": lacks & is_indeterminate,
                "sentence length not known": lacks & ~is_indeterminate,
            }
        for words, who in parts.items():
            sides = people.loc[who, "is_treated"].to_numpy(dtype=bool)
            ours, theirs = left_out.get(words, (0, 0))
            if sides.size:
                left_out[words] = ours + int(sides.sum()), theirs + int((~sides).sum())
        stays &= ~lacks
    return people[stays], left_out


def _plain(column: str) -> str:
    return "sanction history or OGRS" if column in HISTORY else column.replace("_", " ")


def _indicators(name: str, values: pd.Series, treated: np.ndarray) -> tuple[dict[str, np.ndarray], list[str]]:
    """A column of 0 and 1 for each category but the commonest, the rare joined so that none parts the two groups."""
    place, found = pd.factorize(values.where(values.notna(), "not known").astype(str))
    sides = np.array([np.bincount(place[side], minlength=len(found)) for side in (treated, ~treated)])
    is_rare = (sides < FEWEST).any(axis=0)
    if is_rare.all():
        return {}, []
    # Ties go by name, so that the same people give the same columns.
    reference = min(zip(-sides.sum(axis=0)[~is_rare], found[~is_rare], strict=True))[1]
    joined = reference if sides[:, is_rare].sum(axis=1).min() < FEWEST else OTHER
    levels = np.where(is_rare, joined, found)
    columns = {
        f"{name}: {level}": (levels == level)[place].astype(float) for level in sorted(set(levels) - {reference})
    }
    return columns, [f"{name} {level}: joined with {joined}" for level in sorted(found[is_rare])]
