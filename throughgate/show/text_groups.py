"""What `throughgate subgroups` prints: a table for people, a document for a machine."""

from __future__ import annotations

from throughgate.gate import FACTORS, OUTCOMES
from throughgate.show import words
from throughgate.show.group_figures import (
    KINDS,
    Figures,
    expected_from,
    figures_of,
    is_unreliable,
)
from throughgate.show.group_names import scope_name, value_name
from throughgate.show.tables import HIDDEN
from throughgate.show.text import aligned
from throughgate.show.text_subgroups import EXPLORATORY, KEY, NOT_APPLICABLE, NOT_AVAILABLE
from throughgate.show.three_way import needed_text
from throughgate.subgroups import Groups

BY_DAYS = (
    "Curves by days since discharge are on page Subgroups; here people reconvicted within the follow-up are counted."
)


def groups_document(groups: Groups, snapshot_id: str, *, is_synthetic: bool) -> dict[str, object]:
    """The answer for a machine; a group that is hidden or withheld has its name and nothing else."""
    question, terms = groups.question, groups.terms
    rows = [
        {"group": dict(zip(question.by, values, strict=True))}
        | (
            {"hidden": True}
            if figures is None
            else _rounded(figures, question.outcome) | {"is_unreliable": is_unreliable(figures)}
        )
        for values, figures in figures_of(groups)
    ]
    return {
        "contract": terms.id, "as_at": question.as_at.isoformat(), "snapshot": snapshot_id, "terms_sha256": terms.sha256,
        "cohort": question.scope, "by": list(question.by), "outcome": question.outcome,
        "people": groups.everybody, "people_followed_up": groups.total.people, "expected_from": groups.reference_name or None,
        "groups": rows, "withheld": [dict(zip(question.by, values, strict=True)) for values in groups.withheld],
        "because": groups.because or None, "caveat": EXPLORATORY, "is_synthetic": is_synthetic,
    }  # fmt: skip


def groups_table(groups: Groups, snapshot_id: str, *, is_synthetic: bool) -> str:
    """The answer as a table, with what the reader must know of it."""
    question = groups.question
    head = _HEADS[question.outcome]
    rows = [(" / ".join(FACTORS[factor] for factor in question.by), *head, "")]
    for values, figures in figures_of(groups):
        name = " / ".join(value_name(factor, value) for factor, value in zip(question.by, values, strict=True))
        said = (HIDDEN,) * len(head) if figures is None else _said(figures, question.outcome)
        rows.append((name, *said, "u" if figures is not None and is_unreliable(figures) else ""))
    people = (
        f"{words.whole(groups.total.people)} people whose follow-up is complete, of {words.whole(groups.everybody)}"
    )
    return "\n".join(
        [
            f"{groups.terms.name}, {scope_name(groups)}, as at {question.as_at}, data {snapshot_id}"
            + (", synthetic people" if is_synthetic else ""),
            f"{OUTCOMES[question.outcome]}: {people}. {expected_from(groups)}".rstrip(),
            "", *aligned(rows), "", KEY,
            *([f"Withheld: {groups.because}."] if groups.because else []),
            *([BY_DAYS] if question.outcome == "time" else []), EXPLORATORY,
        ]
    )  # fmt: skip


def _rounded(figures: Figures, outcome: str) -> Figures:
    """Estimates as fine as the screen has them: shares, p and q to three decimals, points and events for each 100 to one."""
    return {name: _as_on_screen(name, value, outcome) for name, value in figures.items()}


def _as_on_screen(name: str, value: float | int | None, outcome: str) -> float | int | None:
    if name == "people_needed" and value is not None:
        return int(needed_text(int(value)).replace(",", ""))
    if not isinstance(value, float):
        return value
    is_share = name in ("p", "q") or (outcome != "frequency" and not name.startswith(("difference", "shrunken")))
    return round(value, 3 if is_share else 1) + 0.0  # The 0 turns -0.0 into 0.0.


_POINTS = ("rate (95% interval)", "expected", "observed minus expected, pp (95% interval)", "shrunken, pp", "q")
_HEADS = {
    "binary": ("n", *_POINTS),
    "time": ("n", *_POINTS),
    "frequency": ("n", "events per 100 (95% interval)", "expected", "observed minus expected (95% interval)", "q"),
    **{outcome: ("n", "reconvicted", *(f"{kind} (95% interval)" for kind in kinds)) for outcome, kinds in KINDS.items()},
}  # fmt: skip


def _said(figures: Figures, outcome: str) -> tuple[str, ...]:
    n = words.whole(figures["n"])
    if outcome in KINDS:
        kinds = (_kind(figures, kind.replace(" ", "_")) for kind in KINDS[outcome])
        return (n, words.whole(figures["reconvicted"]), *kinds)
    if outcome == "frequency":
        rate = f"{figures['events_per_100']:.1f} ({figures['low']:.1f} to {figures['high']:.1f})"
        expected = figures["expected_per_100"]
        return n, rate, NOT_AVAILABLE if expected is None else f"{expected:.1f}", _difference(figures, "difference_per_100"), _q(figures)  # fmt: skip
    rate = f"{words.percent(figures['rate'])} ({words.percent(figures['low'])} to {words.percent(figures['high'])})"
    expected, drawn = figures["expected"], figures["shrunken_points"]
    return (
        n, rate, NOT_AVAILABLE if expected is None else words.percent(expected), _difference(figures, "difference_points"),
        *((NOT_APPLICABLE,) * 2 if drawn is None else (_signed(drawn), _q(figures))),
    )  # fmt: skip


def _kind(figures: Figures, name: str) -> str:
    if figures[name] is None:
        return HIDDEN
    if figures[f"{name}_share"] is None:
        return NOT_APPLICABLE
    return f"{figures[name]:,}, {words.percent(figures[f'{name}_share'])} ({words.percent(figures[f'{name}_low'])} to {words.percent(figures[f'{name}_high'])})"


def _difference(figures: Figures, name: str) -> str:
    if figures[name] is None:
        return NOT_AVAILABLE
    return f"{_signed(figures[name])} ({_signed(figures['difference_low'])} to {_signed(figures['difference_high'])})"


def _q(figures: Figures) -> str:
    q = figures["q"]
    return NOT_AVAILABLE if q is None else words.p_value(q)


def _signed(value: float) -> str:
    """As on screen, in characters that every terminal has."""
    return words.signed(value).replace("\N{MINUS SIGN}\N{WORD JOINER}", "-")
