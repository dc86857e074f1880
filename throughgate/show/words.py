"""Sentences made from results: every estimate with its interval and n, every difference in percentage points."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime

import pandas as pd

from throughgate.methods.change import Change
from throughgate.methods.reconviction import Frequency, Rate
from throughgate.results import CohortRates, ContractData
from throughgate.terms import Cohort, Contract

NOT_OFFICIAL = "Management information, not official statistics."
CANNOT_TELL = "cannot tell yet"
SAME = "no different to one decimal"
CANNOT_READ = (
    "Reload this page in a minute. If it still says so, tell the people who run this dashboard: the time is in "
    "logs/throughgate.jsonl of the data folder, and `throughgate snapshots` says which data files are there. Loading every "
    "source again, or putting the folder back from a copy, mends it."
)
CONTACT = "ask your department's owner of this service which team answers for these figures."
HIDDEN = "hidden so that nobody can be recognised"


def status(is_synthetic: bool) -> str:
    """What kind of figures these are; it stands on every page."""
    return f"Synthetic people. {NOT_OFFICIAL}" if is_synthetic else NOT_OFFICIAL


def day(when: date) -> str:
    """A day as the department writes it: 30 June 2014."""
    return f"{when.day} {when:%B %Y}"


def moment(when: datetime) -> str:
    """A moment in UTC: 21 November 2026 at 22:15 (UTC)."""
    utc = when.astimezone(UTC)
    return f"{day(utc.date())} at {utc:%H:%M} (UTC)"


def whole(number: int) -> str:
    """A count with commas at the thousands."""
    return f"{number:,}"


def people(number: int) -> str:
    """A count of people."""
    return "1 person" if number == 1 else f"{number:,} people"


def percent(share: float) -> str:
    """A share of 1 as a percentage with one decimal."""
    return f"{100 * share:.1f}%"


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


def points(change: float) -> str:
    """A difference of two rates: 5.7 percentage points lower."""
    size = f"{abs(change):.1f}"
    if float(size) == 0:
        return SAME
    return f"{size} percentage point{'' if size == '1.0' else 's'} {'lower' if change < 0 else 'higher'}"


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


def months(start: date, end: date) -> str:
    """A stretch of days: its months where it holds whole ones, else its days."""
    whole_months = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if not whole_months:
        return f"{day(start)} to {day(end)}" if start != end else day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%B %Y}"
    return f"{start:%B} to {end:%B %Y}" if start.year == end.year else f"{start:%B %Y} to {end:%B %Y}"


def entered(contract: Contract) -> str:
    """What brings people into the contract's cohorts."""
    return "referred" if contract.outcome.headline == "volume" else "released"


def final_on(cohort: Cohort, contract: Contract) -> date:
    """The day from which everybody in the cohort has been followed up for as long as a conviction counts."""
    return (pd.Timestamp(cohort.discharged_to) + pd.DateOffset(months=contract.outcome.conviction_months)).date()


def followed_share(rates: CohortRates) -> str:
    """The share of people whose follow-up is complete, in whole per cent: 100% only of all, 0% only of none."""
    done, n = rates.mature, rates.binary.n
    rounded = (200 * done + n) // (2 * n)  # Half up, in whole numbers.
    return f"{rounded if done in (0, n) else min(max(rounded, 1), 99)}%"


def maturity(rates: CohortRates, contract: Contract, as_at: date) -> str:
    """How far the follow-up of a cohort has come."""
    if rates.binary.n == 0:
        return f"nobody {entered(contract)} yet" if as_at < rates.cohort.discharged_to else "nobody in the data"
    if rates.is_final:
        return "final"
    state = "still being released; " if as_at < rates.cohort.discharged_to else ""
    return f"{state}follow-up complete for {followed_share(rates)} of people, final on {day(final_on(rates.cohort, contract))}"


def so_far(*, being_released: bool | None = None) -> str:
    """How a rate so far may still move, to follow its name; None where it is said of cohorts of either kind.

    While people are being released each new one has yet to be followed, so the rate may also fall.
    """
    open_window = "may still rise or fall while people are being released"
    closed_window = "will rise or stay as it is, corrections aside"
    if being_released is None:
        return f"{open_window}; after that it {closed_window}"
    return open_window if being_released else closed_window


def caption(contract: ContractData, as_at: date) -> str:
    """The line above every title: contract, cohorts, as-at date and what kind of figures these are."""
    parts = [contract.terms.name, _cohorts(contract.terms, as_at), f"as at {day(as_at)}", status(contract.is_synthetic)]
    return " · ".join(parts)


def source(contract: ContractData, as_at: date) -> str:
    """Where the figures of a chart come from; a chart that is copied keeps the warning that its people are made up."""
    made_up = " Synthetic people." if contract.is_synthetic else ""
    return f"{contract.terms.name} data as loaded, known on {day(as_at)}.{made_up}"


def _cohorts(contract: Contract, as_at: date) -> str:
    """The cohorts that had begun by the as-at date, and who had come into them by then."""
    begun = [cohort for cohort in contract.cohorts if cohort.discharged_from <= as_at]
    measured = [cohort for cohort in begun if cohort.kind == "cohort"] or begun
    if not measured:
        return "no cohort has begun"
    first, last = measured[0], measured[-1]
    window = months(first.discharged_from, min(last.discharged_to, as_at))
    who = f"people {entered(contract)} {window}"
    if len(measured) > 1:
        return f"{first.name} to {in_sentence(last.name)}, {who}"
    return first.name if window in first.name else f"{first.name}, {who}"


def in_sentence(name: str) -> str:
    """A cohort's name as it stands within a sentence: cohort 1."""
    return name[:1].lower() + name[1:]


def definition(contract: Contract) -> str:
    """What a contract's headline figure counts."""
    return f"{contract.outcome.definition} Source: {contract.outcome.source} ({contract.outcome.status})."


def not_ready() -> str:
    """What to do where nothing is published."""
    return (
        "Nothing is published yet. Run `throughgate demo` for made-up people, or `throughgate load EXTRACTS` for your own, "
        "with the same `--data` folder as this dashboard. This page takes the data up by itself."
    )


def newly_published(when: datetime) -> str:
    """The notice on a page that was open when new data came."""
    return f"New data were published on {moment(when)}; this page now shows them."


def eligibility(contract: Contract) -> str:
    """Who can count in a contract."""
    who = contract.eligibility
    if contract.outcome.headline == "volume":
        return (
            f"Every referral received in a year counts, and nobody is followed up. Source: {who.source} ({who.status})."
        )
    limits = [f"custody type {' or '.join(who.custody_types)}"]
    if who.sex is not None:
        limits.append({"M": "men only", "F": "women only"}[who.sex])
    if who.sentence_days_below is not None:
        limits.append(f"sentences shorter than {who.sentence_days_below} days")
    return f"People can count by these limits: {', '.join(limits)}. Source: {who.source} ({who.status})."
