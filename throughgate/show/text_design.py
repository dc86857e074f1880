"""What `throughgate design` prints for people."""

from __future__ import annotations

from throughgate.methods.design import Design, cohorts_tested
from throughgate.show import money, words
from throughgate.terms import Contract

SHORT = {words.PERCENTAGE_POINTS: words.PERCENTAGE_POINTS, "per cent fewer events": "per cent"}


def design_table(terms: Contract, design: Design) -> str:
    """The answer of `throughgate design`, a line a figure, with what it rests on."""
    rows = [row for row in design_rows(design) if row[1]]
    width = max(len(name) for name, _ in rows)
    assumed = sorted(name for name, figure in terms.figures.items() if figure.status != "published")
    return "\n".join(
        [
            f"{terms.name}, rule {terms.payment.rule}: cohorts of {words.people(design.n)}, true effect {effect_words(design)}",
            basis_words(design) + _taken_otherwise(terms, design),
            f"Cohorts tested: {cohorts_words(terms, design)}.",
            "",
            *(f"{name.ljust(width)}  {value}" for name, value in rows),
            "",
            *([f"Assumed, not published: {', '.join(assumed)}."] if assumed else []),
            "Chances follow from the terms and the numbers above, not from anybody's record.",
        ]
    )


def _taken_otherwise(terms: Contract, design: Design) -> str:
    """Where the baseline is taken as a number and the contract takes it as an estimate, as the Scenario page then does."""
    if design.baseline != "fixed" or terms.adjustment is None or terms.adjustment.baseline != "estimated":
        return ""
    return " The contract takes its baseline as an estimate, and so does the Scenario page: --baseline estimated does here."


def design_rows(design: Design) -> list[tuple[str, str]]:
    """Each figure of a design by name, in words; empty where the rule has none."""
    apart = f"{design.cohorts} cohorts"
    rows = [
        ("Chance that the target is met", chance(design.p_threshold_met)),
        ("Expected payment, a cohort", money.pounds(design.expected_payment_pence)),
        ("Its standard deviation", money.pounds(design.sd_payment_pence)),
        ("Chance of paying for nothing (no effect at all)", chance(design.p_paid_for_nothing)),
        (
            "Chance of missing the target though it was delivered",
            ""
            if design.p_clawback_though_delivered is None
            else f"{chance(design.p_clawback_though_delivered)} (a true effect of {design.target:g} {SHORT[design.effect_unit]})",
        ),
        ("True effect needed for an 80% chance", _size(design.effect_for_80, design)),
        ("True effect needed for a 90% chance", _size(design.effect_for_90, design)),
    ]
    if design.cohorts > 1:
        rows += [
            (f"{apart} in one test: met", chance(design.p_pooled_met)),
            (f"{apart} apart: all met", chance(design.p_all_met)),
            (f"{apart} apart: at least one met", chance(design.p_any_met)),
        ]
    if design.baseline_rate is not None:
        rows.append(("Baseline above the long-run rate by", words.percentage_points(design.regression_points, 2)))
    if design.p_frequency_met is not None:
        rows.append(("A test on events instead, 10% fewer: met", chance(design.p_frequency_met)))
    return rows


def effect_words(design: Design) -> str:
    """The true effect of a design: 2 percentage points, 8.4 per cent fewer events."""
    return f"{design.effect_points} {design.effect_unit}"


def cohorts_words(terms: Contract, design: Design) -> str:
    """How many cohorts are tested and why so many, and how many were contracted where that is not as many."""
    said = f"{design.cohorts} cohort{'' if design.cohorts == 1 else 's'}"
    why = ", all that the contract pays on" if design.cohorts == cohorts_tested(terms) else ", as asked for"
    contracted = terms.figures.get("cohorts-contracted")
    is_other = contracted is not None and contracted.value != design.cohorts
    return f"{said}{why}{f' ({contracted.value} were contracted)' if is_other else ''}"


def basis_words(design: Design) -> str:
    """What the chances rest on."""
    years = f"years that differ with SD {design.year_sd_points:g}" if design.year_sd_points else "years alike"
    if design.baseline_rate is None:
        return f"Against a matched control, {years}; by the normal law of the log of the ratio of events."
    rate = words.per_cent(float(design.baseline_rate))
    if design.baseline == "fixed":
        how = f"Baseline {rate}, a fixed number, {years}"
    else:
        picked = f" in the worst of {design.worst_of} years" if design.worst_of > 1 else ""
        how = f"Baseline counted on {words.people(design.baseline_n)}{picked} at a long-run rate of {rate}, {years}"
    return f"{how}; {'exact binomial' if design.is_exact else 'mixed numerically'}."


def chance(share: float) -> str:
    """A chance in per cent with one decimal, never a certainty that it is not."""
    if 0 < share < 0.0005:
        return "under 0.1%"
    return "over 99.9%" if 0.9995 <= share < 1 else words.percent(share)


def _size(size: float | None, design: Design) -> str:
    return "no effect reaches it" if size is None else f"{size:.1f} {SHORT[design.effect_unit]}"
