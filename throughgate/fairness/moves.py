"""Who is moved out, brought in and kept near release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from throughgate.fairness.model import RECORDING_DAYS, Check
from throughgate.fairness.runs import SEED, Run, read_run
from throughgate.methods.disclosure import SMALLEST_GROUP, join_small
from throughgate.methods.fairness.cusum import H, drawn_from_pools, false_alarms
from throughgate.methods.fairness.pools import join_cells
from throughgate.store.reader import Reader, query
from throughgate.terms import Contract

NEAR_RELEASE_DAYS = 56
HELD_LIMIT = 12.5
"""Limit of the sum over people kept. They are three or four for each moved out, so that a limit of 10 would alarm for nothing
three or four times as often; by Siegmund's approximation, doi:10.1007/978-1-4757-1862-1, runs to 12.5 are 3.5 times as long as
runs to 10, which leaves about five years between two false alarms for both. Assumed: docs/decisions/0015.
"""
SENTENCE_BANDS = ("under 12 months", "12 months to under 4 years", "4 years and over, or indeterminate")
RISK_BANDS = ("Low", "Medium", "High", "Very high")
HIGHER = ("High", "Very high")
"""Bands of the higher of two groups over time (assumed): about half of all people, so that a quarter holds enough of both."""


@dataclass(frozen=True)
class BandMoves:
    """People of an OGRS band moved out of a prison in their last eight weeks, of those and the people released from it.

    `prison` is empty for the contract's own.
    """

    prison: str
    band: str
    moved: int
    n: int


@dataclass(frozen=True)
class PeriodMoves:
    """People moved out of the contract's prisons in their last eight weeks, of those and the people released from them.

    In a quarter, or several that would hold too few each: by day of the move or else of the release. `lower` are people of
    a low or medium OGRS band and `higher` the others, each as moved and n.
    """

    starts_on: date
    ends_on: date
    lower: tuple[int, int]
    higher: tuple[int, int]


@dataclass(frozen=True)
class Moves:
    """Who is moved out, brought in and kept near release.

    `told_to` is the last day whose moves out can be told by whether release followed.
    """

    told_to: date
    out: Run
    brought_in: Run
    held: Run
    rates: tuple[BandMoves, ...] = ()
    periods: tuple[PeriodMoves, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The three series, in the order of the page."""
        return (self.out, self.brought_in, self.held)

    @property
    def has_comparable(self) -> bool:
        """Whether the data hold another prison with enough moves near release."""
        return any(rate.prison for rate in self.rates)

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks of the three series."""
        return tuple(check for run in self.runs for check in run.checks("transfers"))


def read_moves(reader: Reader, contract: Contract, as_at: date) -> Moves:
    """Who is moved out, brought in and kept near release, as known on `as_at`."""
    told_to = as_at - timedelta(days=NEAR_RELEASE_DAYS + RECORDING_DAYS)
    moved = query(reader, "fairness/moved_out", contract_id=contract.id, as_at=as_at, told_to=told_to)
    released = query(reader, "fairness/released", contract_id=contract.id, as_at=as_at)
    out, here = moved[moved["elsewhere"].isna()], released[released["elsewhere"].isna()]
    if out.empty:
        nothing = [_nothing(name) for name in ("transfers-out", "transfers-in", "transfers-held")]
        return Moves(told_to, *nothing)
    people = pd.concat([_each(out, "out"), _each(here, "released")], ignore_index=True)
    people["z"], people["pool"] = _standardise(people)
    told = released[released["day"] <= pd.Timestamp(told_to)]
    held = (people["kind"] != "out") & (people["day"] <= np.datetime64(told_to))
    return Moves(
        told_to,
        _run("transfers-out", people, people["kind"] == "out", sign=1),
        _run("transfers-in", people, people["kind"] == "brought in", sign=-1),
        _run("transfers-held", people, held, sign=-1, limit=HELD_LIMIT),
        _rates(moved, told),
        _periods(out, told[told["elsewhere"].isna()], told_to),
    )


def _nothing(name: str) -> Run:
    return Run(name, 0, 0.0, None, None, (), (), (), None)


def _each(counted: pd.DataFrame, kind: str) -> pd.DataFrame:
    """A row for each person counted, those brought in told from the rest: the counts again, in the form of a series."""
    frame = counted[["day", "sentence_band", "ogrs_percent"]]
    if kind == "out":
        return frame.loc[frame.index.repeat(counted["people"])].assign(kind=kind)
    brought = frame.loc[frame.index.repeat(counted["brought_in"])].assign(kind="brought in")
    return pd.concat(
        [brought, frame.loc[frame.index.repeat(counted["people"] - counted["brought_in"])].assign(kind=kind)]
    )


def _standardise(people: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """OGRS less the mean of the pool of its month and sentence band, in standard deviations, and the number of that pool."""
    month = people["day"].to_numpy().astype("datetime64[M]")
    month = (month - month.min()).astype(int)
    band = people["sentence_band"].to_numpy()
    counts = np.zeros((len(SENTENCE_BANDS), month.max() + 1), dtype=int)
    np.add.at(counts, (band, month), 1)
    pool = join_cells(counts, fewest=SMALLEST_GROUP)[band, month]
    grouped = people["ogrs_percent"].astype(float).groupby(pool)
    spread = grouped.transform(lambda scores: scores.std(ddof=0)).replace(0.0, np.nan)
    z = (people["ogrs_percent"] - grouped.transform("mean")) / spread
    return z.fillna(0.0).to_numpy(dtype=float), pool


def _run(name: str, people: pd.DataFrame, chosen: pd.Series, *, sign: int, limit: float = H) -> Run:
    """The CUSUM of the people chosen; for nothing, who is chosen of each pool would be chance."""
    z, pool = sign * people["z"].to_numpy(), people["pool"].to_numpy()
    # Whoever is brought in was released from here, so is drawn from those who were.
    could_be = (people["kind"] != "out").to_numpy() | (name != "transfers-in")
    pools = [z[could_be & (pool == number)] for number in range(pool.max() + 1)]
    of = pool[chosen.to_numpy()]

    def simulate(order, _found):
        return false_alarms(drawn_from_pools(pools, of[order], seed=SEED), h=limit)

    days = people.loc[chosen, "day"].to_numpy().astype("datetime64[D]")
    return read_run(name, days, z[chosen.to_numpy()], simulate, limit=limit)


def _rates(moved: pd.DataFrame, released: pd.DataFrame) -> tuple[BandMoves, ...]:
    """Moved out near release of all who left, by OGRS band: here, and in prisons with at least SMALLEST_GROUP such moves."""
    moves = moved.fillna({"elsewhere": ""}).groupby(["elsewhere", "risk_band"])["people"].sum()
    left = released.fillna({"elsewhere": ""}).groupby(["elsewhere", "risk_band"])["people"].sum()
    totals = moves.groupby("elsewhere").sum()
    return tuple(
        BandMoves(str(prison), band, int(moves.get((prison, band), 0)), n)
        for prison in totals.index[(totals >= SMALLEST_GROUP) | (totals.index == "")]
        for band in RISK_BANDS
        if (n := int(moves.get((prison, band), 0) + left.get((prison, band), 0)))
    )


def _periods(moved: pd.DataFrame, left: pd.DataFrame, told_to: date) -> tuple[PeriodMoves, ...]:
    """Moved out near release by quarter and group of risk, quarters joined until no count of either is small."""
    each = pd.concat([moved.assign(moved=moved["people"]), left.assign(moved=0)], ignore_index=True)
    quarter, higher = each["day"].dt.to_period("Q"), each["risk_band"].isin(HIGHER)
    quarters = pd.period_range(quarter.min(), quarter.max(), freq="Q")
    (low_moved, low_n), (high_moved, high_n) = (
        [each.loc[of, column].groupby(quarter[of]).sum().reindex(quarters, fill_value=0).to_numpy() for column in ("moved", "people")]
        for of in (~higher, higher)
    )  # fmt: skip
    return tuple(
        PeriodMoves(
            quarters[span.start].start_time.date(), min(quarters[span.stop - 1].end_time.date(), told_to),
            *((int(moved[span].sum()), int(n[span].sum())) for moved, n in ((low_moved, low_n), (high_moved, high_n))),
        )
        for span in join_small(low_moved, low_n - low_moved, high_moved, high_n - high_moved)
    )  # fmt: skip
