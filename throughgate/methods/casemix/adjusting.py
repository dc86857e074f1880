"""What the baseline's rate would have been with the cohort's mix of risks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from throughgate.methods.casemix.recalibration import (
    Recalibration,
    bend,
    level,
    mean_chance,
    predict,
    recalibrate,
    split,
    variance,
)  # fmt: skip
from throughgate.methods.casemix.risk_bands import FIVE_POINTS, OGRS_BANDS, Band, match_bands, millionths
from throughgate.methods.counts import RiskCounts

METHODS = ("none", "mean-ogrs", "mean-ogrs-one-way", "recalibration", "spline", "bands")
MILLION = 10**6
FEW_IN_BAND = 10
"""People of a control's band below which their own spread says too little."""
NOT_MOVED = "the cohort or the baseline holds nobody with a score, so the baseline stays as it is"
NOBODY_BEFORE = "no people of the baseline are in the data, so the baseline stays as it is"
NOBODY_YET = "the cohort holds nobody yet, so the baseline stays as it is"
FLAT = "no slope can be had from the baseline's scores, so everybody with a score has one rate"
NOT_BENT = "no spline can be had from the baseline's scores, so this is the straight recalibration"


@dataclass(frozen=True)
class Adjusted:
    """A baseline rate after adjustment, a share of 1.

    `moved_points` is how far it moved, in percentage points. `se` is the standard error (a share of 1) that the
    estimated baseline gives the adjusted rate, 0 where the method has none. `fallback` says in words what stood in where
    the method could not be applied, and is empty otherwise.
    """

    method: str
    rate: Fraction
    moved_points: Fraction
    se: float
    fallback: str = ""


@dataclass(frozen=True, eq=False)
class CaseMix:
    """The baseline by every method, the model that the recommended one rests on, and its spline where one was fitted."""

    baseline_rate: Fraction
    by_method: dict[str, Adjusted]
    model: Recalibration
    spline: Recalibration | None = None


@dataclass(frozen=True)
class Reweighted:
    """A control's rate (0 to 1) and events per person, weighted to a cohort's mix, each with its standard error."""

    rate: Fraction
    events: Fraction
    rate_se: float
    events_se: float


def adjust(baseline: RiskCounts, cohort: RiskCounts, *, rate: Fraction | None = None) -> CaseMix:
    """The baseline's rate adjusted to the cohort's mix by every method; `rate` where the contract fixes it.

    Each method finds a shift, which is added to the rate and held within 0 to 1. With B the rate counted on the
    baseline, p risks, m fitted chances:

    - none: 0.
    - mean-ogrs, the contract rule: mean_c p - mean_b p, over people with a score; mean-ogrs-one-way: the same where it
      is below 0, else 0.
    - recalibration, recommended: mean_c m - mean_b m; by the score equations mean_b m = B. People without a score have
      the rate of such people in the baseline, or B where it has none.
    - spline: the same with a 4-knot restricted cubic spline, the declared sensitivity.
    - bands: sum over bands k of w_ck y_bk less B, direct standardisation, for display only: three bands leave a fifth
      of a drift in place.

    Everything but the two models is exact (risk taken to a millionth). Their shifts are rounded once, half up (away from
    zero below it), to a millionth of 1, which is 0.0001 points. With the baseline for a cohort every shift is exactly 0.
    Standard errors are those of the sampled baseline, as `rate` were it counted: B(1-B)/n under the root for none,
    the variance of (y - B) - (p - mean p) over n for the mean rules, g'Vg for the models, sum w^2 y(1-y)/n for bands.

    Raises:
        ValueError: The baseline holds nobody and no rate is given, or the counts are not usable.

    Source: Research Series 18/12, section 1.3 (contract rule); Lane and Nelder 1982, Biometrics 38: 613-621 (adjustment
        by a model's predictions).
    """
    if not baseline.people:
        return _without_baseline(rate)
    counted = Fraction(int(baseline.reconvicted.sum()), baseline.people)
    rate = counted if rate is None else Fraction(rate)
    model = recalibrate(baseline)
    spline = bend(baseline, model)
    se_none = math.sqrt(float(counted * (1 - counted)) / baseline.people)
    if not cohort.people:
        same = {m: Adjusted(m, rate, Fraction(0), se_none, "" if m == "none" else NOBODY_YET) for m in METHODS}
        return CaseMix(rate, same, model, spline)
    by_mean = _by_mean(baseline, cohort)
    has_moved = by_mean[0] < 0
    shifts = {
        "none": (Fraction(0), se_none, ""),
        "mean-ogrs": by_mean,
        "mean-ogrs-one-way": by_mean if has_moved else (Fraction(0), se_none, by_mean[2]),
        "recalibration": (*_by_model(model, baseline, cohort), FLAT if model.is_flat else ""),
        "spline": (*_by_model(spline or model, baseline, cohort), "" if spline else NOT_BENT),
        "bands": (*_by_bands(baseline, cohort, counted), ""),
    }
    return CaseMix(rate, {m: _moved(m, rate, *shifts[m]) for m in METHODS}, model, spline)


def change_se(baseline: RiskCounts, cohort: RiskCounts, model: Recalibration, *, is_fixed: bool) -> float:
    """Standard error of the cohort's rate less the recalibrated baseline, a share of 1; infinite for a cohort of nobody.

    Var = n_c^-2 sum_c m(1-m) + g'Vg: chance in the cohort, given its risks and no effect, and the sampling error of the
    baseline (see `recalibration.variance`). Only the first counts where the contract takes its baseline as a fixed
    number (`is_fixed`). Variation between years beyond chance is in neither.
    """
    if not cohort.people:
        return math.inf
    chance = predict(model, cohort.risk[cohort.n > 0])
    own = float(cohort.n[cohort.n > 0] @ (chance * (1 - chance))) / cohort.people**2
    return math.sqrt(own + (0.0 if is_fixed else variance(model, baseline, cohort)))


def reweighted(control: RiskCounts, cohort: RiskCounts) -> Reweighted:
    """The control weighted to the cohort's mix in bands of five points of risk.

    Bands are 0.00 up to 0.05, 0.05 up to 0.10 and so on, and one of people without a score; exact. A band of the cohort
    in which the control has nobody is merged with the nearest in which it has some, the lower of two as near; people
    without a score take the whole control's rate where the control has none of them. A cohort of nobody leaves the
    control as it is. The variances are those of people drawn within bands, sum over bands of w^2 s^2 / n, the weights as
    they are: s^2 is the people's own spread about their band's mean, SS / (n - 1), in bands of fewer than FEW_IN_BAND that
    of all bands together.

    Raises:
        ValueError: The control holds nobody.

    Source: direct standardisation; the bands stand in for the contract's own matching, which is not published.
    """
    if not control.people:
        raise ValueError("the control holds nobody, so it cannot be weighted to a cohort")
    bands = match_bands(control, cohort, FIVE_POINTS)
    rate_se = _error(bands, [(b.reconvicted, b.reconvicted) for b in bands])
    events_se = _error(bands, [(b.events, b.events_squared) for b in bands])
    return Reweighted(_weigh(bands, "reconvicted"), _weigh(bands, "events"), rate_se, events_se)


def _error(bands: tuple[Band, ...], sums: Sequence[tuple[int, int]]) -> float:
    """Standard error of a weighted mean, from each band's sum over people of a value and of its square."""
    within = [squares - Fraction(total**2, b.people) for b, (total, squares) in zip(bands, sums, strict=True)]
    free = sum(b.people - 1 for b in bands)
    pooled = sum(within, Fraction(0)) / free if free else Fraction(0)
    spread = [w / (b.people - 1) if b.people >= FEW_IN_BAND else pooled for b, w in zip(bands, within, strict=True)]
    return math.sqrt(sum(b.weight**2 * s / b.people for b, s in zip(bands, spread, strict=True)))


def _by_mean(baseline: RiskCounts, cohort: RiskCounts) -> tuple[Fraction, float, str]:
    """The contract rule: shift, standard error, what stood in."""
    rate = int(baseline.reconvicted.sum()) / baseline.people
    known, unknown = split(baseline)
    of, _ = split(cohort)
    if not (known.people and of.people):
        return Fraction(0), math.sqrt(rate * (1 - rate) / baseline.people), NOT_MOVED
    before, after = (Fraction(int(millionths(g.risk) @ g.n), MILLION * g.people) for g in (known, of))
    pull = (known.risk - float(before)) * baseline.people / known.people
    squares = known.reconvicted @ (1 - rate - pull) ** 2 + (known.n - known.reconvicted) @ (rate + pull) ** 2
    again = int(unknown.reconvicted.sum())
    squares += again * (1 - rate) ** 2 + (unknown.people - again) * rate**2
    return after - before, math.sqrt(float(squares)) / baseline.people, ""


def _by_model(model: Recalibration, baseline: RiskCounts, cohort: RiskCounts) -> tuple[Fraction, float]:
    shift = mean_chance(model, cohort) - mean_chance(model, baseline)
    return _to_a_millionth(shift), math.sqrt(variance(model, baseline, cohort))


def _by_bands(baseline: RiskCounts, cohort: RiskCounts, counted: Fraction) -> tuple[Fraction, float]:
    bands = match_bands(baseline, cohort, OGRS_BANDS)
    spread = sum(b.weight**2 * Fraction(b.reconvicted * (b.people - b.reconvicted), b.people**3) for b in bands)
    return _weigh(bands, "reconvicted") - counted, math.sqrt(spread)


def _weigh(bands: tuple[Band, ...], what: str) -> Fraction:
    return sum((band.weight * Fraction(getattr(band, what), band.people) for band in bands), Fraction(0))


def _moved(method: str, rate: Fraction, shift: Fraction, se: float, fallback: str) -> Adjusted:
    adjusted = min(max(rate + shift, Fraction(0)), Fraction(1))
    return Adjusted(method, adjusted, 100 * (adjusted - rate), se, fallback)


def _to_a_millionth(share: float) -> Fraction:
    """Half up, away from zero below it."""
    size = int(abs(Fraction(share)) * MILLION + Fraction(1, 2))
    return Fraction(int(math.copysign(size, share)), MILLION)


def _without_baseline(rate: Fraction | None) -> CaseMix:
    if rate is None:
        raise ValueError("the baseline holds nobody and the terms fix no rate: give either")
    rate = Fraction(rate)
    same = {m: Adjusted(m, rate, Fraction(0), 0.0, "" if m == "none" else NOBODY_BEFORE) for m in METHODS}
    return CaseMix(rate, same, level(float(rate), 0, float(rate)))
