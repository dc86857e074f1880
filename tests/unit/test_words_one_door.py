"""Percentage points and per cents are spelled in one place: no module of screens or packs writes them by hand."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from throughgate import PROJECT

DOORS = PROJECT / "throughgate" / "show" / "words"
SAID_BY_HAND = {
    "show/trends.py": "'change in percentage points' is the name of a measure in the file of published figures",
    "show/files/cells.py": "reads cells back, and so has to know the words",
}
"""Modules that may hold the words, each with its reason."""

MODULES = sorted(
    path
    for folder in ("show", "pack")
    for path in (PROJECT / "throughgate" / folder).rglob("*.py")
    if DOORS not in path.parents
)


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT / "throughgate").as_posix()


def constants(tree: ast.AST) -> list[ast.Constant]:
    """Strings that are no docstring."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone
    ]


def by_hand(source: str) -> list[str]:
    """Strings with `percentage point` in them, and f-strings with a number in a format of its own before a per cent sign."""
    tree = ast.parse(source)
    found = [node.value for node in constants(tree) if "percentage point" in node.value.lower()]
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for part, after in zip(node.values, [*node.values[1:], None], strict=True):
                spec = getattr(part, "format_spec", None)
                is_signed = isinstance(after, ast.Constant) and str(after.value).startswith("%")
                if spec is not None and (is_signed or ast.unparse(spec).rstrip("'\"").endswith("%")):
                    found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_spells_a_difference_or_a_per_cent_by_hand(path: Path):
    found = by_hand(path.read_text(encoding="utf-8"))
    assert not found or name_of(path) in SAID_BY_HAND, (
        f"{found}: use words.points, words.percentage_points or words.percent"
    )


@pytest.mark.parametrize("name", SAID_BY_HAND)
def test_an_exception_is_still_needed(name):
    assert any(by_hand(path.read_text(encoding="utf-8")) for path in MODULES if name_of(path) == name)


@pytest.mark.parametrize(
    "source",
    [
        'x = "5 percentage points"',
        'f"{x:.1f} percentage point"',
        'f"{x:.1f}%"',
        'f"{x:.0%} of people"',
        'f"{100 * x:,}% of them"',
    ],
)
def test_a_hand_is_seen(source):
    assert by_hand(source)


@pytest.mark.parametrize(
    "source", ['"""In percentage points."""', 'f"{words.percent(x)}"', 'f"{tick}%"', 'f"{x:.1f} events"']
)
def test_what_is_no_hand_is_let_be(source):
    assert not by_hand(source)
