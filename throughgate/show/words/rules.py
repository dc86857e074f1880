"""The rules that sentences keep, each of which finds the first place in a paragraph where it is broken.

They read words and know no meaning. What they cannot know: whether the range in a paragraph is that of its projection,
unless it is said to be of the baseline or of those compared with; a cause told without any word of causing ("With the
service: 52%. Without: 58%."), over two sentences, or by a verb that is not listed; and whether a figure is right or of
what the sentence says. Who writes a sentence still answers for it.

No text takes long to read: a gap is bounded and a step once matched is not tried again, so the work grows with the length
of the text alone.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from throughgate.show.words.design import ASSOCIATED, CAUSAL, Design

PER_CENT = r"(?<!\d)(?<!\d[,.])\d[\d,.]*+\s?(?:%|per ?cent\b)"
BY = r"(?:(?:by|of) )?(?:about |over |under |almost |nearly |some |a further |more than |less than |\*\*)*"
COUNTED = re.compile(
    r"\b(?:events?|referrals?|starts?|hours?|offences?|convictions?|sessions?|payments?|price|fees?|released|referred)\b", re.I
)  # fmt: skip
"""What a relative change may be of: counts and money, not rates, whose difference is percentage points."""

OF_A_WHOLE = re.compile(
    r"\*{0,2} of (?:the|its|their|each) (?!rate|share|people|cohort|baseline|adjusted|reconviction)", re.I
)
"""A per cent that names its whole, as of the target; a rate is no whole that a difference is a per cent of."""

AFTER = re.compile(r"[\s)*]*+(?:(?:in|of|to|than) )?[^.;,:]{0,40}")
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
SENTENCE_END = re.compile(r"[.!?](?:\s|$)")

FIGURE = r"(?:[-\u2212]\u2060?)?(?:£\d[\d,.]*+|(?<!\d)\d[\d,.]*+%(?! (?:range|interval|chance|test|confidence)| and \d+% (?:range|interval))|(?<!\d)\d++\.\d+)"
LIKELY = re.compile(
    r"\b(?:is|are) (?:now |more |very |most )?(?:un)?likely (?:to|that)\b|\b(?:is|are) on (?:course|track) (?:for|to)\b",
    re.I,
)
HEADING = re.compile(
    r"\b(?:is|are) (?:now )?(?:heading|set) (?:for|to)\b|\bforecast(?:s|ed)?\b(?=[^.;]{0,300}?\d)", re.I
)
GAP = r"(?:[^.;:]|\.(?=\d)){0,300}?"
EXPECTED = (
    r"\bexpect(?:ed)? (?:payments?(?! (?:rose|fell) by\b)|to (?:pay|reclaim|be paid|end|reach|land|fall|rise|be))\b"
)
ESTIMATED = r"\bestimat(?:e[sd]?|ing) (?:an? |the |its |their )?(?:final|eventual) [a-z]|\b(?:final|eventual) [a-z]+ (?:is|are|was) estimated\b"
PROJECTED = re.compile(
    rf"\bproject(?:ed|ion|ions|s)\b{GAP}{FIGURE}|{FIGURE}{GAP} (?:is|are) projected\b|(?:{EXPECTED}|{ESTIMATED}){GAP}{FIGURE}|"
    rf"\bexpected at (?:about |\*\*)*{FIGURE}|"
    rf"\bwill (?:be|reach|land|end|fall|rise|come|stand|pay|get)\b{GAP}{FIGURE}", re.I,
)  # fmt: skip
MONEY = re.compile(
    rf"£(?>{GAP} would be ){GAP}\bon average\b|\bpayment\b(?>{GAP}£){GAP} on average\b|{EXPECTED}{GAP}£", re.I
)  # fmt: skip
ON = r"[^;]{0,300}?"
IN_CASES = (
    r"\bin (?:at least |more than )?80 of 100 (?:cases|draws)\b|"
    r"£[\d.,]{1,20}(?: million|m)? to £[\d.,]{1,20}(?: million|m)?\b[^.;(]{0,80}\(80% range\)"
)
"""That nearly all cases come to one amount, or the two ends of what they come to."""
RANGE = re.compile(
    rf"\b(?:range|interval|limits)\b(?>{ON}\d)(?>{ON} to ){ON}\d|\bbetween (?>[^.;]{{0,300}}?\d)(?>{ON} and ){ON}\d|"
    rf"\banywhere from (?>{ON}\d)(?>{ON} to ){ON}\d|{IN_CASES}", re.I,
)  # fmt: skip
MONEY_RANGE = re.compile(rf"\b(?:range|between|anywhere from)\b(?>{ON}£\d)(?>{ON} (?:to|and) ){ON}\d|{IN_CASES}", re.I)
"""The range of a rate is none of the money that follows from it."""

OTHERS = r"(?:baseline|control|comparison(?: group)?)"
OF_OTHERS = re.compile(
    rf"\b{OTHERS}['\u2019]s (?:\d+% )?(?:range|interval|limits)\b|\b(?:range|interval|limits) (?:of|for) (?:the |its |their )?(?:\w+ )?{OTHERS}\b", re.I
)  # fmt: skip
"""A range that is said to be of what a cohort is set against; it is none of a projection."""
CHANCE = re.compile(r"\bchances?\b[^.;]{0,300}?\d|\d%?\*{0,2} chance\b|\d times in 100\b", re.I)

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
    ends = _clause_ends(text)
    begun = bisect(ends, at)
    if DENIES.search(text, ends[begun - 1] if begun else 0, at):
        return True
    sentence_end = SENTENCE_END.search(text, at)
    return sentence_end is not None and sentence_end.group()[0] == "?"


@lru_cache(maxsize=8)
def _clause_ends(text: str) -> tuple[int, ...]:
    return tuple(found.end() for found in CLAUSE_ENDS.finditer(text))


def causal_claim(text: str, design: Design) -> int | None:
    """A causal word that is claimed, where the design is not randomised."""
    return None if design >= Design.RANDOMISED else _claimed(CAUSAL, text)


def association(text: str, design: Design) -> int | None:
    """An association that is claimed of people who were not made alike."""
    return None if design >= Design.MATCHED else _claimed(ASSOCIATED, text)


def _claimed(said: re.Pattern[str], text: str) -> int | None:
    return next((found.start() for found in said.finditer(text) if not is_denied(text, found.start())), None)


def difference_in_per_cent(text: str, _design: Design) -> int | None:
    """A difference in per cent, where what follows does not say that it is one of counts or money."""
    is_counted = COUNTED.search(text) is not None
    for pattern in DIFFERENCE_IN_PER_CENT:
        for found in pattern.finditer(text):
            says_points = "point" in found.group().lower()
            if says_points or not _says_of_what(text, found, is_counted=is_counted):
                return found.start()
    found = FEWER.search(text)
    return found.start() if found and not is_counted else None


def _says_of_what(text: str, found: re.Match[str], *, is_counted: bool) -> bool:
    """Whether the per cent is followed at once by what it is of, or stands in a range whose paragraph says so (`is_counted`)."""
    if found.group()[0] in "+-\u2212" and is_counted:
        return True
    after = AFTER.match(text, found.end())
    return OF_A_WHOLE.match(text, found.end()) is not None or COUNTED.search(after.group()) is not None


def bare_projection(text: str, _design: Design) -> int | None:
    """A projected figure without its range, or what is likely without range or chance, in the same paragraph."""
    has_range, has_chance = RANGE.search(OF_OTHERS.sub("", text)) is not None, CHANCE.search(text) is not None
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
