"""The rules that sentences keep, each of which finds the first place in a paragraph where it is broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from throughgate.show.words.design import ASSOCIATED, CAUSAL, Design

PER_CENT = r"\d[\d,.]*\s?(?:%|per ?cent\b)"
BY = r"(?:(?:by|of) )?(?:about |over |under |almost |nearly |some |a further |more than |less than |\*\*)*"
COUNTED = re.compile(
    r"\b(?:events?|referrals?|starts?|hours?|offences?|convictions?|sessions?|payments?|price|fees?|released|referred)\b", re.I
)  # fmt: skip
"""What a relative change may be of: counts and money, not rates, whose difference is percentage points."""

OF_A_WHOLE = re.compile(
    r"\*{0,2} of (?:the|its|their|each) (?!rate|share|people|cohort|baseline|adjusted|reconviction)", re.I
)
"""A per cent that names its whole, as of the target; a rate is no whole that a difference is a per cent of."""

DIFFERENCE_IN_PER_CENT = (
    re.compile(r"%[\s-]points?\b|\bper ?cent[\s-]points?\b", re.I),
    re.compile(rf"{PER_CENT}\*{{0,2}} (?:lower|higher|down|up|less|better|worse|smaller|larger|greater|below|above)\b", re.I),
    re.compile(
        r"\b(?:fell|falls?|fallen|falling|rose|rises?|risen|rising|drop(?:s|ped)?|decreas(?:e|es|ed)|increas(?:e|es|ed)|reduc(?:ed|tion)|"
        rf"declin(?:e|es|ed)|cuts?|improve(?:d|ment)|(?:down|up|lower|higher|better|worse|differs?|change[ds]?)(?= by\b)|(?:differences?|gaps?|changes?)(?= of\b)) {BY}[-+\u2212\u2060]*{PER_CENT}"
        rf"(?!\s?(?:range|interval|test|level|chance|limits|confidence))", re.I,
    ),
    re.compile(rf"{PER_CENT} (?:fall|drop|rise|increase|decrease|reduction|decline|difference|gap|change|improvement)\b", re.I),
    re.compile(rf"(?<![\w£\d.,)%-])[-+\u2212]\u2060?{PER_CENT}"),
    re.compile(rf"{PER_CENT} (?:fewer|more)(?= people\b| of (?:them|people)\b)", re.I),
)  # fmt: skip
FEWER = re.compile(rf"{PER_CENT}\*{{0,2}} (?:fewer|more)\b", re.I)

DENIES = re.compile(
    r"\b(?:not(?! only)|no(?! doubt)|never|nothing|cannot|without|whether|nor|neither|nobody|none|n't)\b", re.I
)
CLAUSE_ENDS = re.compile(
    r"[.;:!?]\s|[,)] (?:and|so|but|yet|which|as|because|since|though|although)\b|\b(?:but|because|although) ", re.I
)
"""Where a denial stops: what comes after is said for itself."""

FIGURE = r"(?:[-\u2212]\u2060?)?(?:£\d[\d,.]*|\d[\d,.]*%(?! (?:range|interval|chance|test|confidence)| and \d+% (?:range|interval))|\d+\.\d+)"
LIKELY = re.compile(
    r"\b(?:is|are) (?:now |more |very |most )?(?:un)?likely (?:to|that)\b|\b(?:is|are) on (?:course|track) (?:for|to)\b",
    re.I,
)
HEADING = re.compile(r"\b(?:is|are) (?:now )?(?:heading|set) (?:for|to)\b|\bforecast(?:s|ed)?\b(?=[^.;]*\d)", re.I)
GAP = r"(?:[^.;:]|\.(?=\d))*?"
EXPECTED = (
    r"\bexpect(?:ed)? (?:payments?(?! (?:rose|fell) by\b)|to (?:pay|reclaim|be paid|end|reach|land|fall|rise|be))\b"
)
PROJECTED = re.compile(
    rf"\bproject(?:ed|ion|ions|s)\b{GAP}{FIGURE}|{FIGURE}{GAP} (?:is|are) projected\b|{EXPECTED}{GAP}{FIGURE}|"
    rf"\bwill (?:be|reach|land|end|fall|rise|come|stand|pay|get)\b{GAP}{FIGURE}", re.I,
)  # fmt: skip
MONEY = re.compile(
    rf"£{GAP} would be {GAP}\bon average\b|\bpayment\b{GAP}£{GAP} on average\b|{EXPECTED}{GAP}£", re.I
)  # fmt: skip
RANGE = re.compile(
    r"\b(?:range|interval|limits)\b[^;]*?\d[^;]*? to [^;]*?\d|\bbetween [^.;]*?\d[^;]*? and [^;]*?\d|\banywhere from [^;]*?\d[^;]*? to [^;]*?\d|"
    r"\bin (?:at least |more than )?80 of 100 (?:cases|draws)\b", re.I,
)  # fmt: skip
MONEY_RANGE = re.compile(
    r"\b(?:range|between|anywhere from)\b[^;]*?£\d[^;]*? (?:to|and) [^;]*?£?\d|\bin (?:at least |more than )?80 of 100 (?:cases|draws)\b", re.I
)  # fmt: skip
"""The range of a rate is none of the money that follows from it."""
CHANCE = re.compile(r"\bchances?\b[^.;]*?\d|\d%?\*{0,2} chance\b|\d times in 100\b", re.I)

SIGNIFICANT = re.compile(r"\b(?:in)?significant(?:ly)?\b", re.I)
TEST = re.compile(r"\b(?:test(?:s|ed)?|interval|p|q|p-value|level)\b", re.I)
SHORT_POINTS = re.compile(r"\d\s?pp\b|\bpp (?:lower|higher)\b")


@dataclass(frozen=True)
class Rule:
    """What is not said, what to say instead, and where a paragraph says it first (its place there), None where it does not."""

    name: str
    remedy: str
    find: Callable[[str, Design], int | None]


def _first(text: str, *patterns: re.Pattern[str]) -> int | None:
    places = [found.start() for pattern in patterns if (found := pattern.search(text))]
    return min(places, default=None)


def is_denied(text: str, at: int) -> bool:
    """Whether what stands at a place is denied or asked: in its own clause, before it, stands a word that denies.

    A question mark at the end of its sentence asks. A clause begins after . ; : ! ? or after a comma and a joining word.
    """
    ends = [found.end() for found in CLAUSE_ENDS.finditer(text, 0, at)]
    own = text[ends[-1] if ends else 0 : at]
    sentence_end = re.search(r"[.!?](?:\s|$)", text[at:])
    return bool(DENIES.search(own)) or (sentence_end is not None and sentence_end.group()[0] == "?")


def causal_claim(text: str, design: Design) -> int | None:
    """A causal word that is claimed, where the design is not randomised."""
    if design >= Design.RANDOMISED:
        return None
    return next((found.start() for found in CAUSAL.finditer(text) if not is_denied(text, found.start())), None)


def association(text: str, design: Design) -> int | None:
    """An association that is claimed of people who were not made alike."""
    if design >= Design.MATCHED:
        return None
    return next((found.start() for found in ASSOCIATED.finditer(text) if not is_denied(text, found.start())), None)


def difference_in_per_cent(text: str, _design: Design) -> int | None:
    """A difference in per cent, where what follows does not say that it is one of counts or money."""
    for pattern in DIFFERENCE_IN_PER_CENT:
        for found in pattern.finditer(text):
            says_points = "point" in found.group().lower()
            if says_points or not _says_of_what(text, found):
                return found.start()
    found = FEWER.search(text)
    return found.start() if found and not COUNTED.search(text) else None


def _says_of_what(text: str, found: re.Match[str]) -> bool:
    """Whether the per cent is followed at once by what it is of, or stands in a range whose paragraph says so."""
    if OF_A_WHOLE.match(text, found.end()):
        return True
    after = re.match(r"[\s)*]*(?:(?:in|of|to|than) )?[^.;,:]{0,40}", text[found.end() :])
    is_range_end = found.group()[0] in "+-\u2212"
    return COUNTED.search(text if is_range_end else after.group() if after else "") is not None


def bare_projection(text: str, _design: Design) -> int | None:
    """A projected figure without its range, or what is likely without range or chance, in the same paragraph."""
    has_range, has_chance = RANGE.search(text) is not None, CHANCE.search(text) is not None
    found = (
        None if has_range else _first(text, HEADING, PROJECTED),
        None if has_range or has_chance else _first(text, LIKELY),
        None if MONEY_RANGE.search(text) else _first(text, MONEY),
    )
    places = [at for at in found if at is not None and not is_denied(text, at)]
    return min(places, default=None)


def untested(text: str, _design: Design) -> int | None:
    """`Significant` where no test, interval or p value is named in the paragraph."""
    return None if TEST.search(text) else _first(text, SIGNIFICANT)


CAUSE = Rule(
    "says that one thing caused another, which only a randomised design bears",
    "say what differs from what, or deny that a cause can be told", causal_claim,
)  # fmt: skip
ASSOCIATION = Rule(
    "says an association of groups that were not matched", "say that one is lower or higher than the other", association
)
DIFFERENCE = Rule(
    "gives a difference of rates in per cent", "give percentage points, or say of which events it is a per cent",
    difference_in_per_cent,
)  # fmt: skip
PROJECTION = Rule(
    "gives a projection without its range", "give its range, or the chance of what is likely, in the same paragraph", bare_projection
)  # fmt: skip
TESTED = Rule("says 'significant' without its test", "name the test, the interval or p", untested)
SPELLED = Rule(
    "shortens percentage points",
    "spell them out: 'pp' is for boxes and cells",
    lambda text, _: _first(text, SHORT_POINTS),
)

OF_BOXES = (CAUSE, ASSOCIATION, DIFFERENCE, PROJECTION, TESTED)
OF_SENTENCES = (*OF_BOXES, SPELLED)
