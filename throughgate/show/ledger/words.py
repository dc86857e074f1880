"""The Ledger page in sentences: what a payment rests on, whether two computations agree, and what may be listed."""

from __future__ import annotations

from fractions import Fraction

from throughgate.ledger import Check, Ledger
from throughgate.show import money, words
from throughgate.show.payment import title as payment
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen, rests_on_few

STATEMENT = "Line by line and to the penny, half a penny being rounded away from nothing."
STEPS = {
    "rule": ("2. The rule", "The figures that the rule turns on, as the contract's terms have them."),
    "baseline": ("3. The adjusted baseline", "What the cohort is set against, and how it came about."),
    "counts": (
        "4. The counts",
        "Who is counted, who is left out and why, and what became of those who are counted. Each person counts, or is left out, once.",
    ),
    "agreement": (
        "5. The same, computed a second time",
        "First: the cohort tables that every page counts from, and the methods in Python. Second: the source tables, "
        "counted, adjusted and paid by SQL that shares no code with the first. What it takes over stands at the top of this page.",
    ),
    "people": ("6. The rows", ""),
}
"""By step, its heading and what stands under it."""

CONTROL = "The control, weighted to the cohort"
CONTROL_KEY = (
    "In bands of five points the control's events for each person, times the share of the cohort in the band, add up to the "
    "events that the cohort is set against; the rate likewise. A band of the cohort in which the control has nobody takes "
    "the nearest in which it has. Bands with few people of either are joined here, and counted five points by five."
)

REAL_PEOPLE = (
    "The people behind these figures are not listed here and cannot be downloaded: they are not all marked as made up, and "
    "until this service knows who may see what, only made-up people are listed. The counts by reason above are what may be "
    "shown of them."
)
TAKEN_OVER = (
    "The control is not yet followed up to the end, so what it stands at is projected. The second computation takes that over "
    "as it is: no count can confirm a projection. The cohort's people and events are counted twice all the same."
)


def seen_of(found: Ledger) -> Seen:
    """The cohort as the pages on money see it: what may be shown of it."""
    cohort = found.cohort
    return Seen(found.terms, cohort, found.as_at, rests_on_few(found.terms, cohort.cohort, found.rates))


def is_shown(seen: Seen) -> bool:
    """Whether there is anybody, and enough people that nobody can be recognised."""
    return seen.state not in (NOBODY, HIDDEN)


def title(found: Ledger) -> str:
    """The finding: what the payment rests on, and whether two computations agree."""
    seen = seen_of(found)
    if not is_shown(seen):
        return payment.title(seen)
    own = words.in_sentence(seen.name)
    if found.disagreements:
        return f"Two computations of {own} do not agree: pay on neither before it is known why"
    to_the_penny = "two computations agree to the penny" if found.statement else "two counts agree to the person"
    return f"{_what_rests(found, own)} {rests_on(found)}: {to_the_penny}"


def _what_rests(found: Ledger, own: str) -> str:
    if found.statement is None and not is_unsettled(found):
        return f"The figures of {own} rest on"
    if found.is_final:
        return f"The {'fee' if found.is_volume else 'payment'} for {own} rests on"
    return f"Today's counts for {own} rest on"


def rests_on(found: Ledger) -> str:
    """The people, or the referrals, and what became of them: 1,570 people, 824 of them reconvicted."""
    counts = found.counts
    if found.is_volume:
        return f"{words.whole(counts.n)} referral{'' if counts.n == 1 else 's'}, {words.whole(counts.starts)} of them started"
    said = f"{words.people(counts.n)}, {words.whole(counts.reconvicted)} of them {found.terms.outcome.counted_as}"
    if found.terms.payment and found.terms.payment.rule in ("events", "three-way", "deduction"):
        return f"{said} on {words.whole(counts.events)} occasion{'' if counts.events == 1 else 's'}"
    return said


def lead(found: Ledger) -> str:
    """What kind of figure it is, and what the second computation did."""
    seen = seen_of(found)
    if not is_shown(seen):
        return f"As at {words.day(found.as_at)} there is nothing here that may be followed further down."
    return f"{_standing(found, seen)} {_second_words(found)}"


def _standing(found: Ledger, seen: Seen) -> str:
    if is_unsettled(found):
        so_far = f"Follow-up is complete for {seen.now.mature:,} of {seen.now.n:,} people so far"
        return f"**{unsettled_words(found)}** {so_far}; where the payment may land is on the page Payment."
    if found.statement is None:
        what = (
            "This contract pays nothing"
            if found.terms.payment is None
            else "An earlier cohort, with which it is paid together, is not settled"
        )
        return f"{what}, so this ledger ends at the counts."
    total = money.in_full(found.statement.total_pence)
    if found.is_final:
        done = "The window is over" if found.is_volume else "Everybody has been followed up"
        return f"{done}: the payment is **{total}**{_assumed(found)}."
    return f"The window is still open: so far {total} has been reached{_assumed(found)}."


def is_unsettled(found: Ledger) -> bool:
    """Whether something will be paid for the cohort and its counts do not say what yet."""
    return found.terms.payment is not None and not found.is_volume and not found.is_final


def unsettled_words(found: Ledger) -> str:
    """Until when nothing is settled: the follow-up of the cohort and of what it is set against must be complete."""
    cohort, against = found.cohort.cohort, found.terms.measured_against(found.cohort.cohort)
    settled_on = max(words.final_on(group, found.terms) for group in (cohort, against) if group is not None)
    if found.as_at >= settled_on:
        return "Nothing is settled: what it is set against is not complete in these data."
    return f"Nothing is settled until {words.day(settled_on)}."


def _assumed(found: Ledger) -> str:
    return ", on figures some of which are assumed" if found.statement.assumed else ""


def _second_words(found: Ledger) -> str:
    if found.disagreements:
        return f"{len(found.disagreements)} of {len(found.checks)} figures differ between the two computations."
    again = f"Worked out again from the source tables, by SQL that shares no code with the first computation: {words.listed(_again(found))}"
    taken = taken_over(found)
    not_checked = f" Taken over from the first and not checked: {words.listed(taken)}." if taken else ""
    return f"{again}. All {len(found.checks)} figures compared agree.{not_checked}"


def _again(found: Ledger) -> list[str]:
    """What the second computation worked out by itself."""
    second = found.second
    again = ["referrals", "starts"] if found.is_volume else ["people", "events"]
    if second.baseline is not None and not second.is_baseline_given:
        again.append("the control" if found.control else "the baseline")
    return [*again, "the fee" if found.is_volume else "the payment"] if second.lines is not None else again


def taken_over(found: Ledger) -> list[str]:
    """What the second computation took from the first, so that their agreement says nothing of it."""
    base, outcome = found.cohort.baseline, found.cohort.outcome
    taken = ["the projected control"] if found.second.is_baseline_given else []
    if base is not None and not taken and base.method != "none" and found.terms.risk_scheme is None:
        taken.append("the OGRS scores")
    if base is not None and base.method == "recalibration":
        taken.append("the coefficients of the fitted curve")
    if found.second.lines is None or outcome is None or found.terms.payment is None:
        return taken
    if found.terms.payment.rule == "three-way" and outcome.baseline_se:
        taken.append("the baseline's standard error")
    if found.terms.payment.rule == "events" and outcome.earlier:
        taken.append("what earlier cohorts were paid, and on which counts")
    return taken


def payment_step(found: Ledger) -> tuple[str, str]:
    """The heading of the statement, and what stands under it: where nothing is settled, until when."""
    if is_unsettled(found):
        return "1. The payment", f"{unsettled_words(found)} Payment shows the projection."
    return "1. The payment", STATEMENT


def disagreement_words(found: Ledger) -> str:
    """The red flag: each figure on which the two differ, with both values; empty where they agree."""
    said = [f"{check.what}: {value(check, check.first)} by the first, {value(check, check.second)} by the second." for check in found.disagreements]  # fmt: skip
    if not said:
        return ""
    return (
        "**The two computations do not agree.** "
        + " ".join(said)
        + " It has been written to the log. Until it is known "
        "which is right, neither is a basis for payment: tell the people who run this dashboard, with the snapshot "
        f"{found.snapshot_id}."
    )


def value(check: Check, figure: int | Fraction | None) -> str:
    """A figure of a check as it is counted."""
    if figure is None:
        return "none"
    if check.measured == "pence":
        return money.in_full(int(figure))
    if check.measured == "count":
        return words.whole(int(figure))
    return words.per_cent(100 * float(figure), 4) if check.measured == "share" else f"{float(figure):.6f} each"


def boxes(found: Ledger) -> tuple[tuple[str, str, str], ...]:
    """At most four figures: payment, people, what became of them, and the checks.

    What an unfinished cohort would come to has no box: it is no payment, and a big number would read like one.
    """
    if not is_shown(seen_of(found)):
        return ()
    counts, boxes_ = found.counts, []
    if found.statement:
        name, note = ("Payment", "final") if found.is_final else ("So far", "window still open")
        boxes_.append((name, money.short(found.statement.total_pence), note))
    if found.is_volume:
        boxes_ += [
            ("Referrals", words.whole(counts.n), "in the window"),
            ("Starts", words.whole(counts.starts), "of these"),
        ]
    else:
        left_out = sum(counts.left_out.values())
        out = f"{words.whole(left_out)} left out" if found.episodes is not None else "counted"
        boxes_ += [
            ("People", words.whole(counts.n), out),
            (found.terms.outcome.counted_as.capitalize(), words.whole(counts.reconvicted), f"{words.whole(counts.events)} events"),
        ]  # fmt: skip
    same = len(found.checks) - len(found.disagreements)
    boxes_.append(("Figures that agree", f"{same} of {len(found.checks)}", "between two computations"))
    return tuple(boxes_)


def second_notes(found: Ledger) -> str:
    """Why a projected control could not be computed afresh."""
    return TAKEN_OVER if found.second.is_baseline_given else ""
