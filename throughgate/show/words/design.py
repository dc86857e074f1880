"""How strong a design is, and so which verbs its results bear."""

from __future__ import annotations

import re
from enum import IntEnum

from throughgate.terms import Contract


class Design(IntEnum):
    """What stands behind a finding, the weakest first. No contract of this product is randomised."""

    DESCRIBED = 0
    """Counts of one group. It had, was, stands at."""
    BEFORE_AFTER = 1
    """A cohort against an earlier baseline, adjusted or not. It is lower or higher than its baseline's."""
    MATCHED = 2
    """A cohort against people matched or reweighted to be like it. The service is associated with a difference."""
    RANDOMISED = 3
    """Chance alone decided who was given the service. It caused, reduced, led to."""


_SERVICE = r"(?:services?|programmes?|mentor(?:s|ing)?|schemes?|providers?|pathways?|interventions?)"
CAUSAL = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|prevent(?:s|ed|ing)?|attributable to|(?:due|thanks|owing) to|as a result of|"
    r"because of (?:the|this|its|their|engaging|mentoring)|"
    rf"because (?:the |this |its |their )?(?:[\w-]+ )?{_SERVICE} [\w-]*(?:ed|s|kept|made|held|met|gave|got|was|were)|"
    rf"without (?:the |this |that |its |their )?{_SERVICE}(?:,| (?:reconvictions?|reoffending|the (?:\w+ )?rate|more|fewer)\b)[^.;:]{{0,80}}? would (?:be|have)|"
    rf"would (?:be|have been|have) (?:[\w-]+ )?(?:higher|lower|more|fewer|worse|better|reconvicted)(?: [\w-]+)? "
    rf"(?:without|but for|were it not for|had it not been for) (?:the |this |that |its |their )?{_SERVICE}|"
    r"(?:stop(?:s|ped|ping)?|(?:keep(?:s|ing)?|kept)) (?:[\w-]+ ){0,3}?(?:from )?(?:reoffending|offending|being (?:reconvicted|convicted))|"
    r"(?:made|makes?|making) (?:[\w-]+ ){1,4}?(?:less|more) likely to|"
    r"(?:lead|leads|led|leading) to (?:an? |the )?(?:[\w-]+ )?"
    r"(?:fall|drop|rise|lower|higher|fewer|more|less|reduction|reconviction|reoffending|improvement|change|difference)|"
    r"(?:brought|brings?|drove|drives?|pushed|cut|cuts) (?:down |up )?(?:the |its |their )?(?:[\w-]+ )?(?:rates?|reconvictions?|reoffending|events)|"
    r"(?:reduc(?:e|es|ed|ing)|lower(?:s|ed|ing)|cutting|rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|improv(?:e|es|ed|ing)) "
    r"(?:the |its |their |this |people's )?(?:[\w-]+ )?(?:rates?|reconvictions?|reoffending|offending|events|risk)|"
    r"(?:effects?|impacts?) (?:of|on) (?:an? |the |this |that |its |their |being |any )?(?:[\w-]+ )?"
    r"(?:services?|programmes?|mentor(?:s|ing)?|engag\w+|prisons?|contracts?|pathways?|interventions?|schemes?|providers?|support|work|"
    r"reconvictions?|reoffending|rates?)|"
    r"(?:service|programme|mentoring|scheme|provider|contract|pathway|intervention)s? (?:worked|works|made (?:a|the) difference|succeeded|failed))\b",
    re.IGNORECASE,
)
"""Words that say that one thing made another happen; only RANDOMISED bears them."""

ASSOCIATED = re.compile(r"\b(?:is|are|was|were) (?:associated with|linked to|related to)\b", re.IGNORECASE)
"""Words that say that two things go together among people who are alike; MATCHED bears them."""


def design_of(terms: Contract) -> Design:
    """How strong the comparison is that a contract's headline rests on."""
    if terms.outcome.headline == "volume":
        return Design.DESCRIBED
    kinds = {cohort.kind for cohort in terms.cohorts}
    if "comparison" in kinds:
        return Design.MATCHED
    return Design.BEFORE_AFTER if "baseline" in kinds else Design.DESCRIBED
