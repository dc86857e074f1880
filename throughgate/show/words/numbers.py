"""Numbers in words: every estimate with its interval, every difference of rates in percentage points."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from throughgate.methods.change import Change
from throughgate.methods.reconviction import Frequency, Rate

SAME = "no different to one decimal"
PERCENTAGE_POINTS = "percentage points"
"""The unit of a difference of rates, for axes, columns and subtitles."""


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: cohort 3, cohort 4 and cohort 5."""
    held = list(names)
    return " and ".join([", ".join(held[:-1]), held[-1]] if len(held) > 1 else held)


def whole(number: int) -> str:
    """A count with commas at the thousands."""
    return f"{number:,}"


def people(number: int) -> str:
    """A count of people."""
    return "1 person" if number == 1 else f"{number:,} people"


def percent(share: float, decimals: int = 1) -> str:
    """A share of 1 as a percentage with one decimal."""
    return per_cent(100 * share, decimals)


def per_cent(value: float, decimals: int = 1) -> str:
    """A rate or share that is in per cent already: 54.9%."""
    return f"{value:.{decimals}f}%"


def term(value: Decimal) -> str:
    """A term in per cent as it was agreed, to its last decimal: 12.5%."""
    return f"{value:,f}%"


def rate(result: Rate) -> str:
    """A rate with its 95% interval: 52.5% (50.0% to 55.0%)."""
    if result.rate is None:
        return "no people"
    return f"{percent(result.rate)} ({percent(result.low)} to {percent(result.high)})"


def per_100(result: Frequency) -> str:
    """Events for each 100 people with their 95% interval: 141.8 (135.0 to 149.0)."""
    if result.events_per_100 is None:
        return "no people"
    return f"{result.events_per_100:.1f} ({result.low:.1f} to {result.high:.1f})"


def points(change: float, decimals: int = 1) -> str:
    """A difference of two rates: 5.7 percentage points lower."""
    said = percentage_points(change, decimals)
    return SAME if _is_nought(change, decimals) else f"{said} {'lower' if change < 0 else 'higher'}"


def percentage_points(size: float, decimals: int = 1) -> str:
    """The size of a difference of rates: 5.7 percentage points, 1.0 percentage point."""
    text = f"{abs(size):.{decimals}f}"
    return f"{text} percentage point{'' if float(text) == 1 else 's'}"


def gap_points(gap: float) -> str:
    """A difference of rates with its sign, where what it is of has been said: −3.1 percentage points."""
    text = signed(gap)
    return f"{text} percentage point{'' if abs(float(f'{gap:.1f}')) == 1 else 's'}"


def short_gap(size: float) -> str:
    """The size of a difference of rates for a narrow box or a label: 1.2 pp."""
    return f"{size:.1f} pp"


def short_signed(gap: float) -> str:
    """The same with its sign: −3.1 pp."""
    return f"{signed(gap)} pp"


def against(change: float, what: str) -> str:
    """A difference and what it is from: 5.7 percentage points lower than the baseline's."""
    said = points(change)
    return f"the same to one decimal as {what}" if said == SAME else f"{said} than {what}"


def short_points(change: float) -> str:
    """The same for a narrow box: 5.7 pp lower."""
    size = f"{abs(change):.1f}"
    return "0.0 pp" if float(size) == 0 else f"{size} pp {'lower' if change < 0 else 'higher'}"


def signed(number: float) -> str:
    """A difference to one decimal with its sign, 0.0 without one; its minus stays with the number."""
    text = f"{number:+.1f}"
    return text[1:] if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}\N{WORD JOINER}")


def with_limits(value: float, low: float, high: float) -> str:
    """A difference in a cell: −3.1 (−6.0 to −0.2)."""
    return f"{signed(value)} ({signed(low)} to {signed(high)})"


def p_value(p: float) -> str:
    """A p or q value for a cell: three decimals, never 0."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def rough_p(p: float) -> str:
    """A p value to two decimals, never 0, where more would tell of people whom nobody was asked about."""
    return "< 0.01" if p < 0.01 else f"{p:.2f}"


def equals(name: str, p: float) -> str:
    """The same within a sentence: q = 0.137, or q < 0.001."""
    said = p_value(p) if p < 0.001 else f"= {p_value(p)}"
    return f"{name} {said}".replace(" ", "\N{NO-BREAK SPACE}")


def points_range(change: Change) -> str:
    """The 95% interval of a change: 2.1 to 9.2 lower, or 1.0 lower to 3.0 higher."""
    sides = ["lower" if end < 0 else "higher" for end in (change.low, change.high)]
    ends = [f"{abs(end):.1f}" for end in (change.low, change.high)]
    if sides[0] != sides[1]:
        return f"{ends[0]} {sides[0]} to {ends[1]} {sides[1]}"
    return f"{' to '.join(sorted(ends, key=float))} {sides[0]}"


def verdict(change: Change) -> str:
    """Lower, higher, or not enough evidence of a difference (which does not mean there is none)."""
    if change.high < 0:
        return "lower"
    return "higher" if change.low > 0 else "not enough evidence of a difference"


def fewer_events(fewer: float, decimals: int = 1) -> str:
    """A relative change of events, which says of what it is a per cent: 8.4% fewer events; below zero more."""
    return f"{fewer_in_all(fewer, decimals)} events"


def fewer_in_all(fewer: float, decimals: int = 1) -> str:
    """The same where events have been named: 8.4% fewer."""
    return f"{per_cent(abs(fewer), decimals)} {'fewer' if fewer >= 0 else 'more'}"


def fewer_range(*ends: float) -> str:
    """The range of such a change: 2.1% to 14.3% fewer, or 1.0% more to 9.8% fewer."""
    sides = ["fewer" if end >= 0 else "more" for end in ends]
    if sides[0] != sides[1]:
        return " to ".join(fewer_in_all(end) for end in ends)
    return f"{' to '.join(per_cent(end) for end in sorted(map(abs, ends)))} {sides[0]}"


def _is_nought(change: float, decimals: int) -> bool:
    return float(f"{abs(change):.{decimals}f}") == 0
