"""How the comparison group was made, the model of who was in the cohort, and what something unmeasured would have to be."""

from __future__ import annotations

import pandas as pd

from throughgate.comparison.result import Made, MatchedComparison
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.comparison.hiding import is_hidden, main_effect
from throughgate.show.comparison.said import between, signed
from throughgate.show.tables import HIDDEN, hidden_key

FIRST_LETTERS = 12
DECIMALS = 4
"""Of a coefficient: that of the square of age, in years, is small."""
E_VALUE = "How strong would something unmeasured have to be?"
MODEL = (
    "A logistic regression of being in the cohort, on what was known at discharge and never on what came after. Coefficients are logits for each unit. A coefficient "
    "tells how the cohort differs from the people compared; it says nothing of what works."
)


def blocks(found: MatchedComparison, *, source: str) -> list[Block]:
    """The E-value, the model and how the group was made."""
    model = model_table(found)
    how = made_table(found.made)
    return [
        *_e_value(found),
        Block(
            heading="The model behind the matching", subtitle="Chance of being in the cohort, by history and demographics at discharge", key="model", table=model,
            table_key=hidden_key(model), words=f"{MODEL}{_without(found.made)}", source=source,
        ),
        Block(heading="How the comparison group was made", subtitle="So that anybody can make it again", key="made", table=how),
    ]  # fmt: skip


def _e_value(found: MatchedComparison) -> list[Block]:
    if main_effect(found) is None or found.e_value is None or found.risk_ratio is None:
        return []
    return [
        Block(
            heading=E_VALUE,
            subtitle="E-value of the matched difference in people reconvicted",
            key="e-value",
            words=e_value_words(found),
        )
    ]


def e_value_words(found: MatchedComparison) -> str:
    """What the E-value says, of the estimate and of its interval."""
    estimate, limit = (f"{value:.1f}" for value in (found.e_value.estimate, found.e_value.limit))
    ratio = found.risk_ratio
    told = (
        f"The risk ratio is {ratio.estimate:.2f} (95% interval {ratio.low:.2f} to {ratio.high:.2f}), and its E-value {estimate}: something unmeasured would have to be "
        f"{estimate} times as common in one group as in the other and make reconviction {estimate} times as likely, beyond everything matched on, to leave no difference."
    )  # fmt: skip
    if found.e_value.limit == 1:
        return f"{told} The interval holds no difference already (E-value 1.0), so nothing unmeasured is needed to explain it away: chance would do."
    return f"{told} Something of {limit} would do to make the interval touch no difference. The nearer to 1, the less it would take."  # fmt: skip


def model_table(found: MatchedComparison) -> pd.DataFrame:
    """One row a covariate: coefficient, its standard error, and 95% interval; c where few people have it."""
    hidden = {level.name for level in found.levels if is_hidden(found, level)}
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
