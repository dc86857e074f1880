"""Words of the screen, which are Markdown, as plain nested data for the typesetter: nothing in them can become code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

Inline = list  # of a text, or of a pair of a mark (b, i, c) and what it holds
MARKS = {"strong": "b", "em": "i"}
LISTS = {"bullet_list": "ul", "ordered_list": "ol"}
BREAK = "\u200b"
"""A place in a word where a line may end, and nothing is seen."""
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ue000-\uf8ff\ud800-\udfff\U000f0000-\U0010ffff]"
)
"""Letters that no font has: a standard of accessible files refuses them."""
LONGEST_WORD = 66
"""Letters of a word that fits across a page."""


def inline(text: str, longest: int = LONGEST_WORD) -> Inline:
    """A heading or the cell of a table: its text, with what is bold, italic or code marked; a word longer than `longest` may break."""
    return _inline(iter(_parser().parseInline(text)[0].children or ()), longest)


def blocks(text: str, longest: int = LONGEST_WORD) -> list:
    """Paragraphs and lists: pairs of a kind (p, h, ul, ol) and what it holds."""
    return _blocks(iter(_parser().parse(text)), longest)


def bare(text: str) -> str:
    """The same words as plain text, for a title or for what a screen reader says."""
    return "".join(_texts(inline(text, longest=10**6)))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _up_to(tokens: Iterator[Token], until: str) -> Iterator[tuple[str, Token]]:
    """The tokens before the one that closes what they stand in, each with the name of what it opens."""
    for token in tokens:
        if token.type == until:
            return
        yield token.type.removesuffix("_open"), token


def _inline(tokens: Iterator[Token], longest: int, until: str = "") -> Inline:
    found: Inline = []
    for name, token in _up_to(tokens, until):
        if name in MARKS:
            found.append([MARKS[name], _inline(tokens, longest, f"{name}_close")])
        elif token.type == "code_inline":
            found.append(["c", [_breakable(token.content, longest)]])
        elif token.type in ("softbreak", "hardbreak"):
            found.append(" " if token.type == "softbreak" else "\n")
        elif token.type in ("text", "text_special", "image"):
            found.append(_breakable(token.content, longest))
    return found


def _blocks(tokens: Iterator[Token], longest: int, until: str = "") -> list:
    found: list = []
    for name, token in _up_to(tokens, until):
        if name in LISTS:
            found.append([LISTS[name], _blocks(tokens, longest, f"{name}_close")])
        elif name == "list_item":
            found.append(_blocks(tokens, longest, "list_item_close"))
        elif token.type == "inline":
            found.append(["p", _inline(iter(token.children or ()), longest)])
        elif name == "heading":
            found.append(["p", [["b", _blocks(tokens, longest, "heading_close")[0][1]]]])
        elif token.type in ("code_block", "fence"):
            found.append(["p", [_breakable(token.content.strip(), longest)]])
    return found


def _breakable(text: str, longest: int) -> str:
    """The text with places to break in words that would run off their column."""
    text = UNPRINTABLE.sub("\ufffd", text)
    at_most = max(longest, 1)
    return re.sub(rf"\S{{{at_most + 1},}}", lambda word: BREAK.join(_cut(word[0], at_most)), text)


def _cut(word: str, at_most: int) -> Iterator[str]:
    return (word[start : start + at_most] for start in range(0, len(word), at_most))


def _texts(of: Iterable) -> Iterator[str]:
    for part in of:
        if isinstance(part, str):
            yield part
        else:
            yield from _texts(part[1])
