"""How the comparison group was made, the model of who was in the cohort, and what something unmeasured would have to be."""

from __future__ import annotations

import pandas as pd

from throughgate.comparison.result import Made, MatchedComparison
from throughgate.methods.matching import Effect, EValue
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.comparison.hiding import events_effect, hidden_names, main_effect
from throughgate.show.comparison.said import between, signed
from throughgate.show.tables import HIDDEN, hidden_key
from throughgate.terms import Contract

FIRST_LETTERS = 12
DECIMALS = 4
"""Of a coefficient: that of the square of age, in years, is small."""
NOUGHT = "1.0"
"""An E-value of no strength, as it is written."""
PEOPLE = ("The ratio of people reconvicted", "reconviction", "likely")
EVENTS = ("The ratio of reconviction events", "reconviction events", "frequent")
UNMEASURED = "The nearer an E-value is to 1, the less it would take. Of events it is worked out from the ratio of events as of a ratio of risks."
E_VALUE = "How strong would something unmeasured have to be?"
MODEL = (
    "A logistic regression of being in the cohort, on what was known at discharge and never on what came after. Coefficients are logits for each unit. A coefficient "
    "tells how the cohort differs from the people compared; it says nothing of what works."
)


def blocks(found: MatchedComparison, *, source: str) -> list[Block]:
    """The model and how the group was made: for whoever wants to make it again, so folded."""
    model = model_table(found)
    return [
        Block(heading="How the group was made", subtitle="So that anybody can make it again", key="made", table=made_table(found.made), is_part=True),
        Block(
            heading="The model behind the matching", subtitle="Chance of being in the cohort, by history and demographics at discharge", key="model", table=model,
            table_key=hidden_key(model), words=f"{MODEL}{_without(found.made)}", source=source, is_part=True,
        ),
    ]  # fmt: skip


def e_value_blocks(found: MatchedComparison, terms: Contract) -> list[Block]:
    """How strong something unmeasured would have to be, for people and, where they are paid on, for events."""
    told = [(PEOPLE, found.e_value, found.risk_ratio)] if main_effect(found) else []
    if terms.outcome.headline == "frequency" and events_effect(found):
        told.insert(0, (EVENTS, found.events_e_value, found.events_ratio))
    said = [e_value_words(*one) for one in told if one[1] and one[2]]
    if not said:
        return []
    return [
        Block(
            heading=E_VALUE, subtitle="E-value of the matched difference", key="e-value", words="\n\n".join([*said, UNMEASURED]),
        )
    ]  # fmt: skip


def e_value_words(of: tuple[str, str, str], found: EValue, ratio: Effect) -> str:
    """What the E-value says, of the estimate and of its interval; `of` names the ratio and what it is of."""
    estimate, limit = (f"{value:.1f}" for value in (found.estimate, found.limit))
    told = f"{of[0]} is {ratio.estimate:.2f} (95% interval {ratio.low:.2f} to {ratio.high:.2f})"
    if estimate == NOUGHT:
        return f"{told}: so near to no difference that next to nothing unmeasured would be needed to account for it."
    told += (
        f", and its E-value {estimate}: something unmeasured would have to be {estimate} times as common in one group as in the other and make {of[1]} "
        f"{estimate} times as {of[2]}, beyond everything matched on, to leave no difference."
    )  # fmt: skip
    if found.limit == 1:
        return f"{told} The interval holds no difference already, so nothing unmeasured is needed to explain it away: chance would do."
    if limit == NOUGHT:
        return f"{told} Next to nothing would do to make the interval touch no difference."
    return f"{told} Something of {limit} would do to make the interval touch no difference."


def model_table(found: MatchedComparison) -> pd.DataFrame:
    """One row a covariate: coefficient, its standard error, and 95% interval; c where few people have it."""
    hidden = hidden_names(found.kept, found.levels)
    rows = []
    for term in found.made.model:
        width = 1.96 * term.se
        limits = between(term.coefficient - width, term.coefficient + width, DECIMALS)
        figures = (
            (HIDDEN,) * 3
            if term.name in hidden
            else (signed(term.coefficient, DECIMALS), f"{term.se:.{DECIMALS}f}", limits)
        )
        rows.append((term.name, *figures))
    return pd.DataFrame(rows, columns=["Covariate", "Coefficient (logit)", "Standard error", "95% interval"])


def _without(made: Made) -> str:
    told = [f"Not used: {'; '.join(made.unused)}."] if made.unused else []
    told += [f"Joined, since few people have them: {'; '.join(made.joined)}."] if made.joined else []
    return "".join(f" {part}" for part in told)


def made_table(made: Made) -> pd.DataFrame:
    """Ratio, caliper, replacement, seed, day, terms and data."""
    caliper = (
        "no limit" if made.caliper is None
        else f"{made.caliper:g} standard deviations of the logit ({made.caliper * made.sd_logit:.2f})"
    )  # fmt: skip
    rows = [
        ("Method", "Nearest neighbour on the logit of the chance of being in the cohort (logistic regression)"),
        ("Comparison people for each, at most", str(made.ratio)),
        ("Caliper", caliper),
        ("A person compared more than once", "yes, with replacement" if made.is_with_replacement else "no, without replacement"),
        ("Ties broken by", "the order of the data" if made.seed is None else f"chance, seed {made.seed}"),
        ("From what was known on", words.day(made.as_at)),
        ("Made", made.matched_at.replace("T", " ")[:16] + " (UTC)"),
        ("Terms, start of their hash", made.terms_sha256[:FIRST_LETTERS]),
        ("Data snapshot", made.snapshot_id[:FIRST_LETTERS]),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["What", "Value"])
