"""Every cohort that is paid on, side by side: where it lands with its range, what it is set against, its target and status."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from throughgate.methods.reconviction import binary_rate
from throughgate.show import words
from throughgate.show.board.status import MEANS, next_day, status_of
from throughgate.show.board.target import has_target, target
from throughgate.show.charts import DARK_BLUE, DARK_PINK, INK, Chart, blank, padded, wrap
from throughgate.show.measures import event_name
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen, say_value
from throughgate.show.tables import HIDDEN as HIDDEN_SIGN
from throughgate.show.tables import HIDDEN_KEY

TARGET_NAME = "Target"
NONE, EARLY = "none", "too early to project"


def drawn(seens: Sequence[Seen]) -> tuple[Seen, ...]:
    """The cohorts whose final figure may be told, projected or reached."""
    return tuple(seen for seen in seens if seen.is_told)


def levels(seen: Seen) -> tuple[float, float, float]:
    """The headline with the ends of its 95% range or, of a final one, of its interval by chance."""
    head = seen.headline
    if not seen.is_counted:
        return head.p50, head.p2_5, head.p97_5
    counted = seen.rates_of(seen.now.cohort)
    if seen.is_events:
        low, high = (counted.frequency.low, counted.frequency.high) if counted else (head.p50, head.p50)
        return head.p50, low, high
    rate = binary_rate(seen.now.n, seen.now.reconvicted)
    return head.p50, 100 * rate.low, 100 * rate.high


def level_words(seen: Seen) -> str:
    """54.4% projected (95% range 53.5% to 55.4%); 52.5% final (95% interval 50.0% to 55.0%); or why there is none."""
    if not seen.is_told:
        return {NOBODY: "nobody released yet", HIDDEN: HIDDEN_SIGN}.get(seen.state, EARLY)
    middle, low, high = (say_value(seen, value) for value in levels(seen))
    if not seen.is_counted:
        return f"{middle} projected (95% range {low} to {high})"
    return f"{middle} final (95% interval {low} to {high})"


def people_words(seen: Seen) -> str:
    """How many people, of how many expected."""
    if seen.state == HIDDEN:
        return HIDDEN_SIGN
    more = f" of about {seen.now.n_expected:,}" if seen.now.n < seen.now.n_expected else ""
    return f"{words.whole(seen.now.n)}{more}"


def reference_words(seen: Seen) -> str:
    """What a cohort is set against: 58.2%."""
    if seen.state == HIDDEN:
        return HIDDEN_SIGN
    if not _is_set(seen):
        return NONE if seen.is_told else "not yet"
    return say_value(seen, seen.reference)


def _is_set(seen: Seen) -> bool:
    """Whether what it is set against may be told: beside its figure, or where the contract itself names it."""
    base = seen.now.baseline
    return seen.reference is not None and (seen.is_told or (base.is_from_terms and base.method == "none"))


def target_level(seen: Seen) -> str:
    """The level at which the target is met: 53.2% or lower."""
    if not has_target(seen):
        return NONE
    found = target(seen) if seen.state != HIDDEN and _is_set(seen) else None
    return reference_words(seen) if found is None else f"{say_value(seen, found.level)} or lower"


def unit(seen: Seen) -> str:
    """What the headline counts."""
    if seen.is_events:
        return f"{event_name(seen.terms).capitalize()}s for each 100 people"
    return f"Per cent of people {seen.terms.outcome.counted_as}"


def against_name(seens: Sequence[Seen]) -> str:
    """What the cohorts are set against, and whether there is a target."""
    base = next((seen.reference_name for seen in seens if seen.now.baseline is not None), "baseline")
    return f"the {base} and the target" if any(target(seen) for seen in seens) else f"the {base}"


def cohort_table(seens: Sequence[Seen]) -> pd.DataFrame:
    """One row a cohort: status, projection or final figure with its range, people, what it is set against, target, next day."""
    against = next((seen.reference_name for seen in seens if seen.now.baseline is not None), "baseline")
    return pd.DataFrame(
        {
            "Cohort": [seen.name for seen in seens],
            "Status": [status_of(seen).word for seen in seens],
            unit(seens[0]): [level_words(seen) for seen in seens],
            "People": [people_words(seen) for seen in seens],
            against.capitalize(): [reference_words(seen) for seen in seens],
            TARGET_NAME: [target_level(seen) for seen in seens],
            "Follow-up": [next_day(seen) for seen in seens],
        }
    )


def cohort_chart(seens: Sequence[Seen]) -> Chart | None:
    """A range for each cohort, hollow and dashed while it is projected, with baseline and target; None where none may be told."""
    shown = drawn(seens)
    if not shown:
        return None
    figure, labels = blank(height=124 + 96 * len(shown)), [_label(seen) for seen in shown]
    for seen, label in zip(shown, labels, strict=True):
        _add_range(figure, seen, label)
    _add_marks(figure, shown, labels)
    ends = [end for seen in shown for end in (*levels(seen), *_marks(seen)) if end is not None]
    suffix = "" if shown[0].is_events else "%"
    figure.update_xaxes(
        range=padded(min(ends), max(ends)),
        ticksuffix=suffix,
        nticks=5,
        tickangle=0,
        title_text=unit(shown[0]).replace(" for each 100 people", " per 100"),  # More would be cut off on a phone.
        title_standoff=14,
    )
    figure.update_yaxes(range=[len(shown) - 0.4, -0.6], showgrid=False, type="category")
    figure.update_layout(showlegend=True, margin_t=40)
    table = cohort_table(seens)
    key = HIDDEN_KEY if (table == HIDDEN_SIGN).any(axis=None) else ""
    return Chart(figure, f"{unit(shown[0])} by cohort, with 95% ranges. {'; '.join(map(_said, shown))}.", table, key)


def _label(seen: Seen) -> str:
    return f"{wrap(seen.name)}<br>{words.people(seen.now.n)}<br><b>{status_of(seen).word}</b>"


def _marks(seen: Seen) -> tuple[float | None, float | None]:
    found = target(seen)
    return seen.reference, None if found is None else found.level


def _add_range(figure: go.Figure, seen: Seen, label: str) -> None:
    middle, low, high = levels(seen)
    is_open = not seen.is_counted
    figure.add_scatter(
        x=[low, high], y=[label, label], mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": DARK_BLUE, "width": 3, "dash": "dot" if is_open else "solid"},
    )  # fmt: skip
    figure.add_scatter(
        x=[middle], y=[label], mode="markers+text", text=say_value(seen, middle), textposition="top center", showlegend=False,
        textfont={"size": 15, "color": INK}, hovertext=f"{seen.name}<br>{level_words(seen)}", hoverinfo="text",
        marker={"size": 13, "color": "white" if is_open else DARK_BLUE, "line": {"color": DARK_BLUE, "width": 2}},
    )  # fmt: skip


def _add_marks(figure: go.Figure, shown: Sequence[Seen], labels: Sequence[str]) -> None:
    """The baseline as an upright bar and the target as a triangle, at each cohort's own level."""
    name = shown[0].reference_name.capitalize()
    kinds = ((name, "line-ns", INK, 0), (TARGET_NAME, "triangle-up", DARK_PINK, 1))
    for called, symbol, colour, place in kinds:
        found = [(_marks(seen)[place], label) for seen, label in zip(shown, labels, strict=True)]
        found = [(value, label) for value, label in found if value is not None]
        if not found:
            continue
        suffix = "" if shown[0].is_events else "%"
        figure.add_scatter(
            x=[value for value, _ in found], y=[label for _, label in found], mode="markers", name=called, hoverinfo="text",
            hovertext=[f"{called}: {value:.1f}{suffix}" for value, _ in found],
            marker={"symbol": symbol, "size": 20 if symbol == "line-ns" else 16, "color": colour, "line": {"color": colour if symbol == "line-ns" else "white", "width": 3 if symbol == "line-ns" else 2}},
        )  # fmt: skip


def _said(seen: Seen) -> str:
    parts = [f"{seen.name}: {level_words(seen)}, n = {people_words(seen)}"]
    if seen.reference is not None:
        parts.append(f"{seen.reference_name} {reference_words(seen)}")
    if target(seen) is not None:
        parts.append(f"target {target_level(seen)}")
    return ", ".join([*parts, status_of(seen).word.lower()])


def subtitle(seens: Sequence[Seen]) -> str:
    """What the chart shows, and how it is drawn."""
    return (
        f"{unit(seens[0])}. Hollow and dotted: projected, with the 95% range of where it will land. Solid: final, with its 95% interval; "
        "what is paid goes by the count itself."
    )


def chart_words(seens: Sequence[Seen]) -> str:
    """What a status means, and which cohorts are not drawn and why."""
    left = [seen for seen in seens if not seen.is_told]
    said = "; ".join(f"{words.in_sentence(seen.name)}: {status_of(seen).why}" for seen in left)
    missing = f" Not drawn: {said}." if left and drawn(seens) else ""
    return f"{MEANS}{missing}"
