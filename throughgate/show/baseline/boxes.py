"""The four figures at the head of Adjusted baseline."""

from __future__ import annotations

from collections.abc import Callable

from throughgate.methods.casemix import Adjusted
from throughgate.methods.reconviction import Z_95
from throughgate.projection import FINAL
from throughgate.show import words
from throughgate.show.baseline.looked import Looked, ends_words, limits, own_rate, score_of, scores_apart
from throughgate.show.summary import Box


def boxes(looked: Looked) -> tuple[Box, ...]:
    """The baseline, after the contract's method, after the recommended one, and how the scores differ."""
    if looked.is_control:
        return _control_boxes(looked)
    in_force, own = looked.in_force, looked.against.binary
    counted = f"counted {words.rate(own)}, n = {words.whole(own.n)}"
    fixed = f"{looked.terms.figures['baseline-rate'].status}; " if in_force.is_from_terms else ""
    if not looked.is_scored:
        before = ("Baseline", words.percent(float(in_force.rate)), fixed + counted)
        return (before, *([_contract_box(looked)] if looked.is_paid_on else []), _own_box(looked))
    low, high = limits(looked.recommended)
    ends = f"95% range {words.percent(low)} to {words.percent(high)}"
    return (
        ("Baseline", words.percent(float(in_force.rate)), fixed + counted),
        _contract_box(looked) if looked.is_paid_on else _own_box(looked),
        ("Recommended", words.percent(float(looked.recommended.rate)), f"{_moved(looked.recommended)}; {ends}"),
        _score_box(looked),
    )


def _contract_box(looked: Looked) -> Box:
    in_force = looked.in_force
    note = "no adjustment" if in_force.method == "none" else _moved(in_force.casemix.by_method[in_force.method])
    return (
        "By the contract's method",
        words.percent(float(in_force.adjusted)),
        f"{note}; {looked.terms.adjustment.status}",
    )


def _own_box(looked: Looked) -> Box:
    """The cohort's rate, in the place of a contract's method where none is."""
    own = own_rate(looked)
    if own is None:
        return looked.of.cohort.name, "too early", f"n = {words.whole(looked.of.n)}"
    state = "final" if looked.of.status == FINAL else "projected"
    middle, low, high = map(words.percent, own)
    return looked.of.cohort.name, middle, f"{state}; 95% range {low} to {high}, n = {words.whole(looked.of.n_expected)}"


def _moved(adjusted: Adjusted) -> str:
    moved = words.short_points(float(adjusted.moved_points))
    return "not moved" if moved == "0.0 pp" else moved


def _score_box(looked: Looked) -> Box:
    score, found = score_of(looked.terms), looked.in_force.scores
    apart, low, high = scores_apart(looked)
    means = f"{score.value(found.cohort_mean):.1f} against {score.value(found.baseline_mean):.1f}"
    return (
        f"Mean {score.short}",
        difference(apart),
        f"{means}; 95% interval {ends_words(low, high)}",
    )


def difference(steps: float) -> str:
    """A difference of scores: 0.7 higher."""
    size = f"{abs(steps):.1f}"
    return "no different" if float(size) == 0 else f"{size} {'lower' if steps < 0 else 'higher'}"


def _control_boxes(looked: Looked) -> tuple[Box, ...]:
    rate, events = looked.against.binary, looked.against.frequency
    weighted = looked.in_force.control_events
    state = "final" if looked.against.is_final else "so far"
    n = f"n = {words.whole(rate.n)}"
    return (
        ("Events per 100", f"{events.events_per_100:.1f}", f"as it is, {state}; 95% interval by chance {events.low:.1f} to {events.high:.1f}, {n}"),
        ("Events per 100, weighted", "none" if weighted is None else f"{100 * float(weighted):.1f}", _weighted_note(looked, 1, lambda end: f"{100 * end:.1f}")),
        ("Reconvicted", words.percent(rate.rate), f"as it is, {state}; 95% interval by chance {words.percent(rate.low)} to {words.percent(rate.high)}, {n}"),
        ("Reconvicted, weighted", words.percent(float(looked.in_force.adjusted)), _weighted_note(looked, 0, words.percent)),
    )  # fmt: skip


def _weighted_note(looked: Looked, place: int, say: Callable[[float], str]) -> str:
    """The range of a weighted figure, the rate's at `place` 0 and the events' at 1: of chance, or of where it may end."""
    found = looked.in_force
    if found.possible:
        ends = f"{say(float(found.possible[0][place]))} to {say(float(found.possible[-1][place]))}"
        return f"projected; 95% range of where the count will land {ends}, chance left out"
    value, se = ((found.adjusted, found.se), (found.control_events, found.control_events_se))[place]
    if value is None or se == 0:
        return "final"
    middle, half = float(value), Z_95 * se
    return f"final; 95% interval by chance {say(max(middle - half, 0.0))} to {say(middle + half)}"
