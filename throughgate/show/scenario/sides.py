"""The Scenario page in sentences: a cohort by the contract's terms beside the same by changed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from throughgate.methods.design import BASELINE_PEOPLE, Design, DesignError, Setting, cohorts_tested, design
from throughgate.methods.design.targets import target_of
from throughgate.projection import PaymentProjection, Projection
from throughgate.projection.evidence import FEWEST_DAYS
from throughgate.results import CohortRates
from throughgate.show import money, words
from throughgate.show.payment import title as payment
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen, chance, seen_of
from throughgate.show.scenario.fields import CHANGED, name_words
from throughgate.show.scenario.total import Total, total_of

SHARE = (
    "The address of this page holds every changed value: copy it to share the scenario. Nothing here is stored, and no term "
    "of the contract is changed."
)
DESIGN = (
    "Before anybody is released: how large a cohort is, how strong the service truly is, and how much years differ by "
    "themselves. The first and the last move the chances by design, not the projection of this cohort."
)
PROJECTED = "Pounds and chances from the same draws of the final count, by either terms."
COUNTED = "What is counted and paid for it so far, by either terms: nothing is projected."
NOT_PROJECTED = "Nothing is projected of this cohort yet, so there is nothing to set side by side but the design."
BY_DESIGN = (
    "The terms put to cohorts that have not been released, at the true effect above. A true effect is how much lower the "
    "rate is for the people served than it would have been without the service."
)

_ALONE = (
    " That is {} alone: cohorts are paid for together at the end, so lower triggers may only pay sooner what would be due "
    "then, and what the others come to cannot be told in pounds yet."
)


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two columns: a cohort as projected by some terms, and what those terms do by design.

    `total` is of the whole contract where its rule pools cohorts and every one of them may be told in pounds.
    """

    seen: Seen
    setting: Setting
    design: Design | None
    total: Total | None = None


def side(
    projection: Projection, cohort_id: str, rates: Sequence[CohortRates], asked: Mapping[str, Decimal | None]
) -> Side:
    """A column of the page; without a design where the terms set no target or their baseline is not known."""
    seen, total = seen_of(projection, cohort_id, rates), total_of(projection, rates)
    setting, effect = setting_of(projection, cohort_id, rates, asked), asked.get("effect")
    if effect is None or seen.state == HIDDEN:
        return Side(seen, setting, None, total)
    try:
        return Side(seen, setting, design(projection.terms, setting, effect_points=effect), total)
    except DesignError:
        return Side(seen, setting, None, total)


def setting_of(
    projection: Projection, cohort_id: str, rates: Sequence[CohortRates], asked: Mapping[str, Decimal | None]
) -> Setting:
    """What the designer starts from: the baseline as it stands for this cohort, with the people it was counted on."""
    cohort, adjustment = projection.cohort(cohort_id), projection.terms.adjustment
    base = cohort.baseline
    counted = (r.binary.n for r in rates if base and r.cohort.id == base.cohort.id and r.binary.n)
    return Setting(
        n=int(asked.get("people", cohort.n_expected)),
        baseline_rate=100 * base.adjusted if base and not base.is_control else None,
        baseline=adjustment.baseline if adjustment else "fixed",
        baseline_n=next(counted, BASELINE_PEOPLE),
        year_sd_points=asked.get("year-sd", Decimal(0)),
        worst_of=int(asked.get("worst-of", 1)),
        cohorts=cohorts_tested(projection.terms),
    )


def title(contracted: Side, yours: Side, *, is_changed: bool) -> str:
    """The finding, in one sentence."""
    seen = yours.seen
    own = words.in_sentence(seen.name)
    if seen.rule is None:
        return f"{seen.terms.name} pays nothing, so there are no terms to try"
    if seen.state == NOBODY:
        return f"Nobody has been {'referred' if seen.is_volume else 'released'} in {own} yet"
    if seen.state == HIDDEN:
        return payment.hidden_title(seen)
    if not (seen.is_paid and contracted.seen.is_paid):
        return f"It is too early to say in pounds what {'these' if is_changed else 'the'} terms would pay for {own}"
    by = "With these terms" if is_changed else "By the contract's terms"
    if are_pooled(contracted, yours):
        return f"{by} {_would_in_all(yours, ' for all cohorts together')}"
    so_far = " so far" if seen.is_volume and not seen.is_final else ""
    return f"{by} {_would(yours, f' for {own}{so_far}')}"


def are_pooled(contracted: Side, yours: Side) -> bool:
    """Whether the whole contract's totals can be compared, so that a cohort is not taken for all of them."""
    return contracted.total is not None and yours.total is not None


def _would(of: Side, whom: str = "") -> str:
    """What would be paid; of a volume nothing is expected, since it is counted."""
    return _would_pay(of.seen.now.payment, whom, is_final=of.seen.is_final or of.seen.is_volume)


def _would_in_all(of: Side, whom: str = "") -> str:
    return _would_pay(of.total, whom, is_final=of.total.is_final)


def _would_pay(paid: PaymentProjection | Total, whom: str, *, is_final: bool) -> str:
    """What is paid or, with the range of that, expected to be."""
    verb = "would" if is_final else "would expect to"
    pence = paid.expected_pence
    span = "" if is_final else f" ({money.in_80(paid.p10_pence, paid.p90_pence)})"
    if pence == 0:
        return f"the department {verb} pay nothing{whom}{span}"
    return f"the department {verb} {'reclaim' if pence < 0 else 'pay'} {money.in_words(pence)}{whom}{span}"


def lead(contracted: Side, yours: Side, *, is_changed: bool) -> str:
    """What the finding is set against, and how sure it is."""
    if contracted.seen.rule is None:
        return "Choose a contract with a payment rule."
    said = []
    if contracted.seen.is_paid and yours.seen.is_paid:
        said.append(_money_words(contracted, yours) if is_changed else _range_words(contracted))
        said.append(_assumed_words(contracted))
    if not is_changed:
        said.append("Change a figure below, and this page sets what you try beside the contract.")
    else:
        said.append(f"Whatever is marked **{CHANGED}** is a what-if of yours, no term of the contract.")
    return " ".join(sentence for sentence in said if sentence)


def _money_words(contracted: Side, yours: Side) -> str:
    if are_pooled(contracted, yours):
        before, after, was = contracted.total.expected_pence, yours.total.expected_pence, _would_in_all(contracted)
    else:
        before, after = (of.seen.now.payment.expected_pence for of in (contracted, yours))
        was = _would(contracted)
    if before == after:
        return f"As contracted it is the same to the penny. {_range_words(yours)}"
    more = f"{money.in_words(after - before)} {'more' if after > before else 'less'} for the provider"
    return f"That is **{more}** than as contracted, where {was}. {_range_words(yours)}"


def _range_words(of: Side) -> str:
    paid, now = of.seen.now.payment, of.seen.now
    if of.seen.is_volume:
        return ""
    own = words.in_sentence(of.seen.name)
    if of.total is not None:
        span = "" if of.total.is_final else f"The 80% range is {money.span(of.total.p10_pence, of.total.p90_pence)}. "
        is_last = of.seen.terms.paid_on[-1].id == of.seen.now.cohort.id
        settled = "which settles all cohorts together" if is_last else "for its own events"
        return f"{span}Due with {own}, {settled}: {_would(of)}."
    alone = _ALONE.format(own) if of.seen.rule == "events" else ""
    if of.seen.is_final:
        return f"The rate of {own} is final.{alone}"
    span = money.span(paid.p10_pence, paid.p90_pence)
    is_one = paid.p10_pence == paid.p90_pence
    ranged = f"In more than 80 of 100 draws it is {span}" if is_one else f"The 80% range is {span}"
    met = "" if now.p_threshold_met is None else f"; the chance that the target is met is {chance(now.p_threshold_met)}"
    return f"{ranged}{met}.{alone}"


def _assumed_words(of: Side) -> str:
    """Which figures the pounds as contracted rest on that nobody published."""
    names = [name_words(name).lower() for name in of.seen.now.payment.statement.assumed]
    return f"Assumed, not published: {', '.join(names)}." if names else ""


def people_asked(projection: Projection, cohort_id: str, rates: Sequence[CohortRates]) -> int:
    """The people that a design starts from: those expected in the cohort, 0 where their number is hidden or not known.

    It is not known in the first days of a window, where no group tells at what pace others will be released.
    """
    seen = seen_of(projection, cohort_id, rates)
    has_begun = (seen.as_at - seen.now.cohort.discharged_from).days + 1 < FEWEST_DAYS
    is_unknown = has_begun and seen.now.n_expected == seen.now.n
    return 0 if seen.state == HIDDEN or is_unknown else seen.now.n_expected


def of_cohort(contracted: Side) -> tuple[str, str]:
    """Heading and subtitle of what this cohort comes to: projected, or of a volume counted."""
    seen = contracted.seen
    return (f"{seen.name} as counted", COUNTED) if seen.is_volume else (f"{seen.name} as projected", PROJECTED)


def not_projected(contracted: Side) -> str:
    """Why there is no projection to set side by side."""
    return f"The projection is {words.HIDDEN}." if contracted.seen.state == HIDDEN else NOT_PROJECTED


def no_design(contracted: Side) -> str:
    """Why there are no chances by design."""
    if contracted.seen.state == HIDDEN:
        return f"The chances by design are {words.HIDDEN}."
    try:
        target_of(contracted.seen.terms)
    except DesignError:
        return "The rule of this contract sets no target, so there is no chance of meeting one by design."
    return "The chances by design need a baseline, and this cohort's is not known yet."
