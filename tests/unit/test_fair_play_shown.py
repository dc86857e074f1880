"""The head of the page Fair play, from checks typed in: the finding, what chance alone would show, and the tables."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from throughgate.fairness import Check, by_chance, series_of
from throughgate.notes import Entry, Note
from throughgate.show.blocks import Block
from throughgate.show.fairness import lead
from throughgate.show.fairness.signal import Signal

DAYS = date(2013, 1, 1), date(2013, 6, 30)


def signal(name: str, standing: str = "as usual", kind: str = "parking", alarm: float | None = 0.1) -> Signal:
    days, alarm = ((None, None), None) if standing == "cannot tell" else (DAYS, alarm)
    check = Check(name.lower().replace(" ", "-"), kind, standing, *days, alarm)
    return Signal(check, name, f"What {name} **found**, n = 130 people.", "A block")


ODD = (
    signal("Manager 3", "unusual"),
    signal("Manager 8", "unusual"),
    signal("Moves out", "unusual", "transfers", 0.5),
    signal("Manager 4"),
    signal("Manager 5", "cannot tell"),
)


def of_id(check_id: str, name: str, kind: str, standing: str = "unusual", alarm: float = 0.1) -> Signal:
    return Signal(Check(check_id, kind, standing, *DAYS, alarm), name, "Found.", "A block")


MOVED = (
    of_id("parking-case-manager-2-cohort-2", "Case manager 2, cohort 2", "parking"),
    of_id("parking-case-manager-8-cohort-2", "Case manager 8, cohort 2", "parking"),
    of_id("parking-case-manager-9-cohort-2", "Case manager 9, cohort 2", "parking", "as usual"),
    of_id("transfers-out-2013-01", "Transfers: moved out, from January 2013", "transfers", alarm=0.2),
    of_id("transfers-out-2013-04", "Transfers: moved out, from April 2013", "transfers", alarm=0.2),
    of_id("transfers-held-2013-01", "Transfers: kept, from January 2013", "transfers"),
)
"""Two stretches of one series, and two case managers of one cohort."""


def note(about: str, *kinds: str) -> Note:
    when = datetime(2026, 11, 22, tzinfo=UTC)
    entries = tuple(Entry(at, kind, "Text.", "Provider", when) for at, kind in enumerate(("opened", *kinds), start=1))
    return Note(4, "doncaster", about, "Title", *DAYS, date(2014, 6, 30), when, entries)


@pytest.mark.parametrize(
    ("alarms", "expected", "at_least_one"),
    [((), 0, 0), ((0.05,), 0.05, 0.05), ((0.1, 0.5), 0.6, 0.55), ((0.1, None, 0.5), 0.6, 0.55), ((1.0, 0.2), 1.2, 1.0)],
)
def test_what_chance_alone_would_show(alarms, expected, at_least_one):
    """By hand: 0.1 + 0.5, and 1 - 0.9 x 0.5 = 0.55; a check that cannot tell adds nothing."""
    found = by_chance([Check(f"a-{at}", "parking", "as usual", None, None, alarm) for at, alarm in enumerate(alarms)])
    assert (found.expected, found.at_least_one) == (pytest.approx(expected), pytest.approx(at_least_one))


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (ODD, "3 of 4 checks are unusual, look into them: who gets how much (2), who is moved"),
        (ODD[2:], "1 of 2 checks is unusual, look into it: who is moved"),
        (ODD[3:], "Nothing unusual in 1 check"),
        ((*ODD[3:4], signal("Manager 6"), signal("Manager 7")), "Nothing unusual in 3 checks"),
        (
            MOVED,
            "4 of 5 checks are unusual, look into them: who gets how much (2), who is moved (2)",
        ),
        (ODD[4:], "Too little is recorded to look for fair play"),
        ((), "Too little is recorded to look for fair play"),
    ],
)
def test_the_title_is_the_finding(found, title):
    assert lead.title(found) == title


def test_the_lead_names_what_is_unusual_and_what_chance_would_show():
    """Of the four that can tell: 3 x 0.1 + 0.5 = 0.8, and 1 - 0.9^3 x 0.5 = 0.6355."""
    said = lead.lead(ODD)
    assert said.startswith("Unusual: **manager 3; manager 8; moves out**. Unusual means: look into it.")
    assert "1 check more cannot tell" in said
    assert "at one look about 64 of 100 contracts like this one would show at least one unusual check" in said
    assert said.endswith("Whoever looks every month will see more.")
    assert "0.8 of 4 checks would be unusual on average (as if no two looked at the same people)" in said


def test_the_head_of_the_page_names_patterns_and_no_case_manager():
    said = lead.lead(MOVED)
    assert said.startswith(
        "Unusual: **contact of two case managers in cohort 2 against risk; risk of people moved out; risk of people kept**."
    )
    assert "Moved out and kept look at the same people" in said
    for shown in (said, lead.title(MOVED), *(text for box in lead.boxes(MOVED, []) for text in box)):
        assert not re.search(r"manager\W*\d", shown, re.IGNORECASE)
    assert "Moved out and kept look" not in lead.lead(MOVED[:5]), "kept is as usual"
    assert "contact of one case manager in cohort 2" in lead.lead(MOVED[1:])
    stretch = of_id("definition-scores-high-2013-04", "Recorded OGRS above the computed, from April 2013", "definition")
    assert "**recorded OGRS above the computed**" in lead.lead([stretch])


def test_the_stretches_of_a_series_are_one_check_and_have_its_chance():
    """Moved out: 1 - 0.8 x 0.8 = 0.36; with four of 0.1, 0.76 of 5 on average, and 1 - 0.64 x 0.9^4 = 0.58 at least one."""
    chance = by_chance([found.check for found in MOVED])
    assert (chance.expected, chance.at_least_one) == (pytest.approx(0.76), pytest.approx(1 - 0.64 * 0.9**4))
    assert [value for _, value, _ in lead.boxes(MOVED, [])] == ["4", "0", "5", "0.8"]
    assert "0.8 of 5 checks" in lead.lead(MOVED)
    assert len(lead.new_notes(MOVED)) == 5, "each stretch has a note of its own"


@pytest.mark.parametrize(
    ("check_id", "series"),
    [
        ("transfers-out-2013-01", "transfers-out"),
        ("transfers-out", "transfers-out"),
        ("definition-scores-low-2012-10", "definition-scores-low"),
        ("definition-edge-2012-10-01", "definition-edge-2012-10-01"),
        ("definition-exclusions-share-2012-13", "definition-exclusions-share-2012-13"),
        ("parking-hours-2012-13", "parking-hours-2012-13"),
    ],
)
def test_only_a_stretch_is_part_of_a_series(check_id, series):
    assert series_of(of_id(check_id, "Name", "transfers").check) == series


def test_a_note_stands_on_the_charts_of_its_own_checks():
    """Of a part of the page: by the key of the block, or all of the part."""

    def about(kind: str, key: str) -> tuple[str, ...]:
        [block] = lead.with_about(kind, [Block("Heading", "", key, takes_notes=True)])
        return block.about

    assert about("transfers", "moves") == ("transfers-out", "transfers-in")
    assert about("transfers", "kept") == ("transfers-held",)
    assert about("transfers", "moved-out-quarters") == ("transfers-",)
    assert about("cherry-picking", "cherry-quarters") == ("cherry-",)
    assert about("definition", "exclusions") == ("definition-exclusions",)
    assert about("definition", "scores") == ("definition-scores",)


def test_many_unusual_checks_are_named_in_part():
    said = lead.lead([signal(f"Manager {number}", "unusual") for number in range(9)])
    assert "manager 5**; and 3 more, in the table" in said
    assert "anager 6" not in said


@pytest.mark.parametrize(
    ("alarm", "said"),
    [
        (0.0001, "fewer than 1 of 100"),
        (0.0151, "about 2 of 100"),
        (0.994, "about 99 of 100"),
        (0.9999, "more than 99 of 100"),
    ],
)
def test_chance_is_never_said_to_be_none_or_certain(alarm, said):
    found = [signal("Manager 3", alarm=alarm)]
    assert f"{said} contracts" in lead.lead(found)


def test_nothing_recorded_says_so_without_figures():
    assert "nothing is said for or against anybody" in lead.lead(ODD[4:])
    assert lead.boxes(ODD[4:], []) == []


def test_the_boxes_count_checks_and_notes():
    notes = [note("manager-3"), note("manager-8", "answered"), note("", "answered", "closed")]
    assert [(name, value) for name, value, _ in lead.boxes(ODD, notes)] == [
        ("Unusual now", "3"),
        ("Notes not closed", "2"),
        ("Checks made", "4"),
        ("Expected by chance", "0.8"),
    ]
    assert lead.boxes(ODD, notes)[1][2] == "1 answered; 1 more closed"


def test_the_tables_show_every_check_and_the_state_of_its_note():
    odd = lead.unusual_table(ODD, [note("manager-3", "answered", "closed"), note("")])
    assert odd["What"].tolist() == ["Manager 3", "Manager 8", "Moves out"]
    assert odd["Note"].tolist() == ["Note 4, closed", "none yet", "none yet"]
    assert odd["Days"].tolist() == ["January to June 2013"] * 3
    every = lead.checks_table(ODD)
    assert every["It is"].tolist() == ["unusual"] * 3 + ["as usual", "cannot tell"]
    assert every["Unusual by chance"].tolist() == ["10.0%", "10.0%", "50.0%", "10.0%", "cannot tell yet"]
    rare = lead.checks_table([signal("Manager 3", alarm=0.0009), signal("Manager 4", alarm=0.001)])
    assert rare["Unusual by chance"].tolist() == ["fewer than 0.1%", "0.1%"]


def test_only_what_is_unusual_opens_a_note():
    new = lead.new_notes(ODD)
    assert [one.about for one in new] == ["manager-3", "manager-8", "moves-out"]
    assert (new[0].title, new[0].starts_on, new[0].ends_on) == ("Manager 3", *DAYS)
    assert new[0].text == "Unusual, look into it. What Manager 3 found, n = 130 people."
    said = replace(ODD[0], sentence="So many, n = 130 people: unusual, **look into it**.")
    assert lead.new_notes([said])[0].text == "So many, n = 130 people: unusual, look into it."


@pytest.mark.parametrize("word", ["caused", "because of", "parked", "gaming", "guilty", "fraud"])
def test_nobody_is_accused(word):
    said = "\n".join(
        (
            lead.title(ODD),
            lead.lead(ODD),
            lead.NO_CHECKS,
            lead.PARKING,
            lead.CHERRY_PICKING,
            lead.TRANSFERS,
            lead.DEFINITIONS,
        )
    )
    assert word not in said.lower()
