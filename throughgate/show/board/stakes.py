"""The money of a contract's cohorts: what the rule can take or pay at most, what is expected with its range, and on what it rests."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.methods.payment.limits import stake
from throughgate.rules import RULE_FIGURES
from throughgate.show import money
from throughgate.show.payment.amounts import figure_value
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen
from throughgate.terms import Contract

NO_LIMIT = "no limit in the terms to what is taken"
SMALL = "not shown: small counts"
BY_PEOPLE = ("balancing", "deduction")
"""Rules whose stake gives away how many people are expected."""


def stake_words(seen: Seen) -> str:
    """£2.00m taken or £2.00m paid; by people where the rule has a fee for each, so not before they may be told."""
    if seen.rule in BY_PEOPLE and seen.state in (NOBODY, HIDDEN):
        return SMALL if seen.state == HIDDEN else "not known yet"
    found = stake(seen.terms, seen.now.outcome, seen.now.n_expected)
    if found is None:
        return "nothing is paid"
    taken = NO_LIMIT if found.taken_pence is None else f"{money.short(found.taken_pence)} taken"
    parts = ((taken, found.taken_pence != 0), (f"{money.short(found.paid_pence)} paid", found.paid_pence))
    return " or ".join(said for said, is_any in parts if is_any) or "nothing"


def expected_words(seen: Seen) -> str:
    """£286,369, final; −£2.00m (−£2.00m to −£2.00m); or too early."""
    if seen.state == HIDDEN:
        return SMALL
    if seen.state == NOBODY or (seen.rule is not None and not seen.is_paid):
        return "too early to say"
    if seen.rule is None:
        return "none"
    payment = seen.now.payment
    if seen.is_final and not seen.is_control_open:
        return f"{money.short(payment.statement.total_pence)}, final"
    if seen.is_volume:
        return f"{money.short(payment.statement.total_pence)} so far"
    return f"{money.alike(payment.expected_pence, payment.p10_pence, payment.p90_pence)[0]} ({money.in_80(payment.p10_pence, payment.p90_pence)})"


def money_table(seens: Sequence[Seen]) -> pd.DataFrame:
    """One row a cohort: what is at stake, what is expected with its 80% range; and all of them where all are known."""
    rows = [(seen.name, stake_words(seen), expected_words(seen)) for seen in seens]
    together = together_words(seens)
    if together:
        rows.append(("All together" if seens[0].is_volume else "All cohorts", "", together))
    of_volume, of_people = ("Window", "At most", "Fee"), ("Cohort", "At stake, at most", "Expected payment")
    return pd.DataFrame(rows, columns=list(of_volume if seens[0].is_volume else of_people))


def together_words(seens: Sequence[Seen]) -> str:
    """The sum of what is expected, where every one of several cohorts has an amount. No range: chances of cohorts go together."""
    if len(seens) < 2 or not all(seen.is_paid for seen in seens):
        return ""
    total = sum(seen.now.payment.expected_pence for seen in seens)
    is_final = all(seen.is_final and not seen.is_control_open for seen in seens)
    if seens[0].is_volume:  # Counted, so neither projected nor an average.
        return f"{money.short(total)}, {'final' if is_final else 'so far'}"
    return f"{money.short(total)}{', final' if is_final else ', on average'}"


def rests_on(terms: Contract) -> str:
    """Which figures the money rests on that are not published, each with its status; empty where all are."""
    if terms.payment is None:
        return ""
    named = [
        f"{name.replace('-', ' ')} {figure_value(terms, name)} (**{terms.figures[name].status}**)"
        for name in RULE_FIGURES[terms.payment.rule]
        if terms.figures[name].status != "published"
    ]
    parts = [f"The money rests on figures that are not published: {', '.join(named)}."] if named else []
    if terms.payment.status != "published":
        parts.append(f"The rule itself is **{terms.payment.status}**.")
    return " ".join(parts)


def money_words(seens: Sequence[Seen]) -> str:
    """How the table of money is to be read."""
    rule, together = seens[0].rule, together_words(seens)
    fixed = {"events": " The most that can be paid is over all cohorts together."} | dict.fromkeys(
        ("three-way", "balancing", "deduction"),
        " The expected payment is all of it; what is at stake leaves out what is paid whatever happens.",
    )
    unsummed = (
        " No total is given while a cohort has no amount."
        if len(seens) > 1 and not seens[0].is_volume and not all(seen.is_paid for seen in seens)
        else ""
    )
    ranges = " The range of a sum is not the sum of ranges, so the total has none." if "average" in together else ""
    return (
        f"Amounts run from the department to the provider; below zero they are taken from it.{fixed.get(rule, '')}{unsummed}{ranges} {rests_on(seens[0].terms)}"
    ).strip()
