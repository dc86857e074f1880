"""What data a page stands on: whose they are, how far their follow-up has come, where they come from, and what counts."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from throughgate.results import CohortRates, ContractData
from throughgate.show.words.days import day, moment, months
from throughgate.terms import Cohort, Contract

NOT_OFFICIAL = "Management information, not official statistics."
CANNOT_TELL = "cannot tell yet"
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


def caption(contract: ContractData, as_at: date, cohort_id: str | None = None) -> str:
    """What is looked at, to follow "You are looking at": contract, cohorts or the one chosen, and the as-at date."""
    terms = contract.terms
    return f"{terms.name}, {_cohorts(terms, as_at, cohort_id)}, as at {day(as_at)}"


def source(contract: ContractData, as_at: date) -> str:
    """Where the figures of a chart come from; a chart that is copied keeps the warning that its people are made up."""
    made_up = " Synthetic people." if contract.is_synthetic else ""
    return f"{contract.terms.name} data as loaded, known on {day(as_at)}.{made_up}"


def _cohorts(contract: Contract, as_at: date, cohort_id: str | None) -> str:
    """The cohorts that had begun by the as-at date, or the one chosen, and who had come into them by then."""
    begun = [c for c in contract.cohorts if c.discharged_from <= as_at and cohort_id in (None, c.id)]
    measured = [cohort for cohort in begun if cohort.kind == "cohort"] or begun
    if not measured:
        return (
            "no cohort has begun" if cohort_id is None else f"{in_sentence(contract.cohort(cohort_id).name)}, not begun"
        )
    first, last = measured[0], measured[-1]
    window = months(first.discharged_from, min(last.discharged_to, as_at))
    who = f"people {entered(contract)} {window}"
    if len(measured) > 1:
        return f"{in_sentence(first.name)} to {in_sentence(last.name)}, {who}"
    return in_sentence(first.name) if window in first.name else f"{in_sentence(first.name)}, {who}"


def in_sentence(name: str) -> str:
    """A name as it stands within a sentence: cohort 1, OGRS band."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


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
