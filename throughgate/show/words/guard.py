"""The one door of every sentence: nothing passes that says more than its result bears.

A sentence that breaks a rule is an error while the product is built (under pytest, or with `python -X dev`), so that it
is mended before anybody reads it. On a board's screen it must neither be read nor take the page with it: there it is
logged, its figures blotted out, and WITHHELD stands in its place. The other sentences, the chart and its table stay.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from throughgate import PROJECT, log
from throughgate.show.words.design import Design
from throughgate.show.words.rules import OF_BOXES, OF_SENTENCES, Rule

WITHHELD = "This sentence is withheld: it said more than the figures bear. The figures themselves are in the tables."

SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z*_\d£`])|\n")
INTERVAL_OF_95 = re.compile(r"\(\d[\d.]*% to \d[\d.]*%\)")
COUNTS_PEOPLE = re.compile(
    r"\bn = |\d\*{0,2} (?:people|person|men|women|discharges|referrals|of (?:them|these|those|the))\b"
)


class WordsError(ValueError):
    """A sentence says more than its result bears; the message gives the sentence, the rule broken and the remedy."""


def check(text: str, *, design: Design = Design.MATCHED) -> str:
    """The text, where every sentence of it keeps the rules.

    Args:
        text: Sentences, a heading or an alt text, as Markdown. A blank line ends a paragraph; a projection and its range
            stand in one.
        design: What the finding rests on; by default the strongest that a contract of this product has.

    Raises:
        WordsError: In development, where a sentence breaks a rule. Elsewhere WITHHELD stands in its place.
    """
    return _settle(text, faults(text, design=design))


def check_box(name: str, value: str, note: str, *, design: Design = Design.MATCHED) -> tuple[str, str, str]:
    """A figure in a box with its name and the words under it, read together; `pp` may stand for percentage points."""
    return (name, *_each((value, note), _broken(f"{name} {value}; {note}", OF_BOXES, design)))


def check_finding(title: str, lead: str, *, design: Design = Design.MATCHED) -> tuple[str, str]:
    """A page's title and lead: each keeps the rules by itself, and a rate with its interval is given with its n."""
    together = f"{title}. {lead}"
    told = check(title, design=design), check(lead, design=design)
    if INTERVAL_OF_95.search(together) and not COUNTS_PEOPLE.search(together):
        return told[0], _settle(told[1], [(lead, NO_N)])
    return told


def faults(text: str, *, design: Design = Design.MATCHED, is_box: bool = False) -> list[tuple[str, Rule]]:
    """Each sentence that breaks a rule, and the rule; the first fault of each rule in each paragraph."""
    rules = OF_BOXES if is_box else OF_SENTENCES
    return [fault for paragraph in re.split(r"\n\s*\n", text) for fault in _broken(paragraph, rules, design)]


NO_N = Rule("gives a rate without the number of people that it is of", "add n", lambda text, _: None)


def _broken(paragraph: str, rules: tuple[Rule, ...], design: Design) -> list[tuple[str, Rule]]:
    read = paragraph.replace("\N{NO-BREAK SPACE}", " ")
    places = [(rule.find(read, design), rule) for rule in rules]
    return [(_sentence_at(paragraph, at), rule) for at, rule in places if at is not None]


def _sentence_at(paragraph: str, place: int) -> str:
    starts = [0, *(found.end() for found in SENTENCE_ENDS.finditer(paragraph))]
    begun = max(start for start in starts if start <= place)
    end = next((found.start() for found in SENTENCE_ENDS.finditer(paragraph) if found.start() >= place), len(paragraph))
    return paragraph[begun:end]


def _settle(text: str, broken: list[tuple[str, Rule]]) -> str:
    """The text without the sentences that are broken, or an error where the product is built."""
    for sentence, rule in broken:
        _tell(sentence, rule)
        text = text.replace(sentence, WITHHELD)
    return text


def _each(texts: tuple[str, ...], broken: list[tuple[str, Rule]]) -> tuple[str, ...]:
    for sentence, rule in broken:
        _tell(sentence, rule)
    return ("withheld", WITHHELD) if broken else texts


def _tell(sentence: str, rule: Rule) -> None:
    if is_strict():
        raise WordsError(f"'{sentence}' {rule.name}: {rule.remedy}")
    folder = Path(os.environ.get("THROUGHGATE_DATA") or PROJECT / "data")
    log.note(folder, "sentence withheld", rule=rule.name, sentence=re.sub(r"\d", "#", sentence))


def is_strict() -> bool:
    """Whether a broken rule is an error: under pytest, and its children, and in Python's development mode."""
    return "PYTEST_VERSION" in os.environ or sys.flags.dev_mode
