"""What the Pathways page shows: charts, tables and words from the same numbers, and no small count in any of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.figure import Figure
from throughgate.methods.reconviction import binary_rate
from throughgate.service.pathways import Cell, Held, Move, PathwayOutcome, Pathways, Triaged
from throughgate.service.profile import SHARES, PathwayProfile, Profile
from throughgate.show.pathways import caseload, flows, intended_quarters, lead, matrix, mix, outcomes, profile
from throughgate.show.pathways.cells import hide_cells
from throughgate.show.pathways.groups import groups

AS_AT = date(2012, 8, 31)
Q1, Q2, Q3 = date(2012, 1, 1), date(2012, 4, 1), date(2012, 7, 1)
SOURCE = "typed in"


def figure(value: str, unit: str) -> Figure:
    return Figure(value=Decimal(value), unit=unit, source="typed in", status="assumed")


def outcome(pathway: int, n: int, reconvicted: int, ogrs: float) -> PathwayOutcome:
    return PathwayOutcome(
        pathway, n, n, ogrs, binary_rate(n, n // 2), n, ogrs, binary_rate(n, reconvicted)
    )  # fmt: skip


def found(**changes) -> Pathways:
    """263 people for pathway 3, 81 of them on it (Newcombe 1998: 0.3080, 0.2553 to 0.3662), the others on pathway 2."""
    made = Pathways(
        as_at=AS_AT, counted_as="reconvicted", triage_below=figure("56", "days"),
        remand_from=figure("2012", "calendar year"),
        cells=(
            Cell(Q1, 3, False, 3, False, 41), Cell(Q1, 3, False, 2, False, 92), Cell(Q1, 4, False, None, True, 30),
            Cell(Q2, 3, False, 3, False, 20), Cell(Q2, 3, False, 2, False, 70),
            Cell(Q3, 3, False, 3, False, 20), Cell(Q3, 3, False, 2, False, 20),
        ),
        held=(Held(date(2012, 1, 31), 3, 40), Held(date(2012, 1, 31), 2, 30),
            Held(date(2012, 1, 31), 1, 3), Held(date(2012, 2, 29), 3, 20)),
        stays=120, stay_days=200, whole_until=date(2012, 2, 13),
        moves=(Move(3, 2, "sentence recalculated", 60, 60), Move(2, 3, "", 3, 3), Move(2, 1, "risk", 12, 12)),
        triaged=(Triaged(False, 263, 203, 240, 250, 60, 0),),
        outcomes=(outcome(2, 182, 80, 44.5), outcome(3, 81, 48, 60.25)),
    )  # fmt: skip
    return replace(made, **changes)


def traces(chart) -> list[dict]:
    return json.loads(chart.figure.to_json())["data"]


def everything(shown: Pathways) -> str:
    """All that leaves for the screen: words, alt text, tables, and the figures with what is hovered."""
    blocks = [block for part in (mix, flows, outcomes) for block in part.blocks(shown, source=SOURCE)]
    said = [lead.title(shown), lead.lead(shown), str(lead.boxes(shown))]
    for block in blocks:
        said += [block.heading, block.subtitle, block.words]
        if block.chart:
            said += [block.chart.alt, block.chart.table.to_csv(), block.chart.figure.to_json()]
        if block.table is not None:
            said.append(block.table.to_csv())
    return "\n".join(said)


def test_the_finding_has_its_share_its_interval_and_its_n():
    shown = found()
    assert (
        lead.title(shown) == "30.8% ended on the pathway the rules intend, and pathway 3 took 27.6% of all discharges"
    )
    assert "For 263 of them" in lead.lead(shown)
    assert "**30.8% (25.5% to 36.6%)**" in lead.lead(shown)
    assert [box[1] for box in lead.boxes(shown)] == ["293", "27.6%", "30.8%", "28.5%"]  # 81 / 293, 75 / 263


def test_remand_from_before_it_was_a_pathway_is_no_departure_from_the_rules():
    table = matrix.matrix_table(found())
    row = table[table["Intended"].str.startswith("On remand before")].iloc[0]
    assert (row["On no pathway"], row["Discharges"], row.iloc[-1]) == ("30", "30", "no pathway to be on")
    assert table.iloc[-1].iloc[-1] == "30.8% (25.5% to 36.6%), n = 263"


def test_a_quarter_still_running_is_hollow_and_said_to_be_so_far():
    chart = mix.mix_chart(found())
    line = next(t for t in traces(chart) if t.get("name") == "Pathway 3")
    assert line["marker"]["color"][-2:] == ["#801650", "white"]
    assert chart.table["Discharged"].tolist()[2] == "July to September 2012, so far"
    assert chart.table["Pathway 3"].tolist() == ["41 (25.2%)", "20 (22.2%)", "20 (50.0%)", "81 (27.6%)"]


def test_month_ends_from_which_people_are_still_inside_are_hollow_and_dotted():
    chart = caseload.caseload_chart(found())
    line = next(t for t in traces(chart) if t.get("name") == "Pathway 3")
    assert line["marker"]["color"] == ["#801650", "white"]
    assert chart.table["Caseload"].tolist() == ["complete", "not complete"]
    assert chart.table.iloc[0].tolist()[1:4] == ["c", "c", "40"], "three people were held on pathway 1"
    assert [t["name"] for t in traces(chart) if t.get("name")] == ["Pathway 3"]
    assert "99 in 100 ended within 200 days" in mix.blocks(found(), source=SOURCE)[1].words


def test_where_stays_are_too_few_no_month_end_is_shown_as_complete():
    shown = found(stays=3, stay_days=None, whole_until=None)
    assert caseload.caseload_chart(shown).table["Caseload"].tolist() == ["not complete", "not complete"]
    assert "there are fewer than 10" in mix.blocks(shown, source=SOURCE)[1].words


def test_a_few_moves_are_hidden_with_the_next_smallest():
    table = flows.moves_table(found().moves)
    assert table["Moves"].tolist() == ["60", "c", "c"]
    assert table["Reason recorded"].tolist()[2] == flows.NO_REASON


def test_outcomes_stand_beside_their_ogrs_and_claim_no_effect():
    block = outcomes.blocks(found(), source=SOURCE)[0]
    assert "pathway 2 44.0% (36.9% to 51.2%), n = 182, mean OGRS 44.5%" in block.chart.alt  # statsmodels, method wilson
    assert "not effects of pathways" in block.words
    assert "remand (pathway 4) counts in no cohort" in block.words


@pytest.mark.parametrize(("unscored", "n"), [(0, "182"), (1, "nearly all"), (4, "nearly all"), (5, "177")])
def test_how_many_are_not_scored_does_not_follow_where_they_are_few(unscored, n):
    two, three = found().outcomes
    shown = found(outcomes=(replace(two, scored=182 - unscored), three))
    table = outcomes.blocks(shown, source=SOURCE)[0].chart.table
    assert table["Mean OGRS (n scored)"].tolist() == [f"44.5% ({n})", "60.2% (81)"]


def test_the_share_on_the_pathway_intended_is_not_told_beside_a_hidden_cell():
    """Three people for pathway 3 are on pathway 1: hidden, and the share would leave few ways for it to be."""
    assert lead.has_intended(found())
    shown = found(cells=(*found().cells, Cell(Q1, 3, False, 1, False, 3)))
    assert not lead.has_intended(shown)
    assert "the rules intend" not in lead.title(shown)


def test_a_pathway_with_few_outcomes_is_hidden_with_another():
    shown = found(outcomes=(outcome(1, 9, 4, 40.0), outcome(2, 182, 80, 44.5), outcome(3, 81, 48, 60.25)))
    table = outcomes.blocks(shown, source=SOURCE)[0].chart.table
    assert table["People"].tolist() == ["c", "182", "c"]
    assert "60.2" not in everything(shown)


def test_a_few_people_in_a_quarter_are_in_no_hover_word_or_table():
    cells = (*found().cells, Cell(Q2, 4, False, None, True, 2))
    shown = found(cells=cells)
    table = mix.mix_chart(shown).table.set_index("Discharged")
    assert table.loc["April to June 2012", mix.BEFORE] == "c"
    assert "2 (2.2%)" not in everything(shown)
    nobodys = next(t for t in traces(mix.mix_chart(shown)) if t.get("name") == "No pathway") if "No pathway" in str(
        [t.get("name") for t in traces(mix.mix_chart(shown))]
    ) else {"x": []}  # fmt: skip
    assert len(nobodys["x"]) == 0, "the quarter beside it is hidden with it"


def test_without_a_pathway_recorded_there_is_plain_text_and_nothing_else():
    bare = found(cells=(Cell(Q1, 3, False, None, False, 200),), held=(), moves=(), triaged=(), outcomes=())
    assert lead.title(bare) == lead.NONE_RECORDED
    assert lead.boxes(bare) == []
    assert [part.blocks(bare, source=SOURCE) for part in (mix, flows, outcomes)] == [(), (), ()]


@pytest.mark.parametrize(("people", "is_shown"), [(9, False), (10, True)])
def test_fewer_than_ten_discharges_are_not_shown(people, is_shown):
    assert lead.is_shown(found(cells=(Cell(Q1, 3, False, 3, False, people),))) is is_shown


def test_the_words_accuse_nobody():
    said = everything(found()).lower()
    assert not any(word in said for word in ("caused", "because of", "parked", "gaming"))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([[40, 20], [30, 10]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
        ([[40, 4], [30, 12]], [[1, 1, 0], [1, 1, 0], [0, 0, 0]]),
        ([[40, 5], [30, 12]], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
        ([[40, 0, 3], [50, 0, 0]], [[1, 0, 1], [0, 0, 0], [1, 0, 1]]),
        # 1 and 2 hidden alone would be known to be 3 together, from their row's total.
        ([[1, 2, 30], [20, 20, 40]], [[1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]]),
    ],
)
def test_a_cell_of_one_to_four_is_hidden_with_three_that_it_would_follow_from(counts, expected):
    hidden = hide_cells(np.array(counts)).astype(int)
    assert hidden[: len(expected), : len(expected[0])].tolist() == expected


NAMED = {1: "Pathway 1", 2: "Pathway 2", 3: "Pathway 3", 4: "Pathway 4", None: "No pathway recorded"}
Fact = tuple[set[int], int]
"""Places of cells, and how many people the page says they hold."""


def fact(page: Pathways, text: str, belongs) -> list[Fact]:
    """What one shown text says; nothing where it is hidden."""
    if text == "c":
        return []
    return [({at for at, cell in enumerate(page.cells) if belongs(cell)}, int(text.split()[0].replace(",", "")))]


def rule_of(cell: Cell):
    return "before" if cell.is_before_remand else cell.intended and (cell.intended, cell.is_triage_only)


def is_in_column(cell: Cell, name: str) -> bool:
    mixed = mix.BEFORE if cell.is_before_remand else NAMED[cell.received]
    against = "On " + ("no pathway" if cell.received is None else NAMED[cell.received].lower())
    return name in (mixed, against, "Discharges")


def table_facts(page: Pathways, table, rows, row_of) -> list[Fact]:
    """A table of counts, one row for each of `rows` and a total; `row_of` says in which a cell is."""
    return [
        known
        for name in table.columns
        for at, text in enumerate(table[name])
        for known in fact(
            page,
            text,
            lambda cell, at=at, name=name: (at == len(rows) or row_of(cell) == rows[at]) and is_in_column(cell, name),
        )
    ]


def share_facts(page: Pathways) -> list[Fact]:
    """By quarter and in the boxes, both parts of each share."""
    facts: list[Fact] = []
    for quarter, rate in intended_quarters.quarter_shares(page):
        asked = {i for i, cell in enumerate(page.cells) if cell.quarter == quarter and cell.intended in (1, 2, 3)}
        if rate is not None:
            facts += [(asked, rate.n), ({i for i in asked if page.cells[i].is_as_intended}, rate.reconvicted)]
    boxes = {label: note.split("n = ")[1] if "n = " in note else value for label, value, note in lead.boxes(page)}
    groups_of = {
        "Discharges": lambda cell: True, "On the intended pathway": lambda cell: cell.has_rule,
        "Moved between pathways": lambda cell: cell.received is not None,
    }  # fmt: skip
    facts += [known for label, belongs in groups_of.items() for known in fact(page, boxes.get(label, "c"), belongs)]
    if "From pathway 3" in boxes:
        facts += fact(page, str(page.count(3)), lambda cell: cell.received == 3)
    if "On the intended pathway" in boxes:
        facts += fact(page, str(page.as_intended.reconvicted), lambda cell: cell.is_as_intended)
    return facts


def pathway_facts(page: Pathways) -> list[Fact]:
    """The n of every share of the profile, and the discharges of the table of triage."""
    pathways = tuple(
        PathwayProfile(at, page.count(at), {name: binary_rate(page.count(at), page.count(at) // 2) for name in SHARES})
        for at in (1, 2, 3, 4) if page.count(at)
    )  # fmt: skip
    [block] = profile.blocks(Profile(AS_AT, pathways, ()), page, source=SOURCE)
    facts = [
        known
        for one, name in zip(pathways, block.table.columns[1:], strict=True)
        for text in block.table[name]
        for known in fact(page, text.split("n = ")[-1], lambda cell, one=one: cell.received == one.pathway)
    ]
    shown = next((block.table for block in flows.blocks(page, source=SOURCE) if block.key == "triage"), None)
    for row, text in zip(page.triaged, [] if shown is None else shown["Discharges"], strict=shown is not None):
        facts += fact(
            page, text, lambda cell, row=row: cell.intended == 3 and cell.is_triage_only == row.is_triage_only
        )
    return facts


def told(page: Pathways) -> list[Fact]:
    """Every number of discharges on the page as it is rendered, with the places of the cells that it counts."""
    quarters = sorted({cell.quarter for cell in page.cells})
    rules = [(1, False), (2, False), (3, False), (3, True), (4, False), "before", None]
    there = [rule for rule in rules if any(rule_of(cell) == rule for cell in page.cells)]
    mixed, against = mix.mix_chart(page).table, matrix.matrix_table(page)
    return [
        *table_facts(page, mixed.iloc[:, 1:], quarters, lambda cell: cell.quarter),
        *table_facts(page, against.iloc[:, 1:-1], there, rule_of), *share_facts(page), *pathway_facts(page),
    ]  # fmt: skip


def must_not_follow(page: Pathways) -> list[tuple[set[int], int, str]]:
    """Every group that stands in a table with its least number of people, and what parts of a share leave over."""
    by = {
        "quarter": lambda cell: cell.quarter, "rule": rule_of,
        "received": lambda cell: "before" if cell.is_before_remand else cell.received, "column": lambda cell: cell.received,
    }  # fmt: skip
    groups_of: dict = {}
    for at, cell in enumerate(page.cells):
        keys = {name: (name, key(cell)) for name, key in by.items()}
        lines = [keys["quarter"], keys["rule"], keys["received"], keys["column"]]
        small = [(keys["quarter"], keys["received"]), (keys["rule"], keys["column"])]
        is_asked = cell.intended in (1, 2, 3)
        small += [(keys["quarter"], "sentenced", is_asked)]
        small += [(keys["quarter"], "same", cell.is_as_intended)] if is_asked else []
        small += [(keys["rule"], "same", cell.is_as_intended), ("ruled", cell.has_rule)]
        for key, least in [*((line, 10) for line in lines), *((one, 5) for one in small)]:
            groups_of.setdefault((key, least), set()).add(at)
    return [(places, least, str(key)) for (key, least), places in groups_of.items()]


def given_away(page: Pathways) -> list[str]:
    """What an attacker works out by adding and taking away: small groups in the row space of what is told."""
    size = len(page.cells)
    people = np.array([cell.people for cell in page.cells])
    facts = told(page)
    for places, count in facts:
        assert people[sorted(places)].sum() == count, "the attacker reads the page rightly"
    # Where the page says nobody, there is nobody.
    rows = [np.isin(np.arange(size), sorted(places)) for places, _ in facts]
    rows += [np.arange(size) == at for places, count in facts if count == 0 for at in places]
    matrix_told = np.array(rows, dtype=float)
    rank = np.linalg.matrix_rank(matrix_told)
    wrong = []
    for places, least, key in must_not_follow(page):
        if 0 < people[sorted(places)].sum() < least:
            group = np.isin(np.arange(size), sorted(places)).astype(float)
            if np.linalg.matrix_rank(np.vstack([matrix_told, group])) == rank:
                wrong.append(f"{key}: {people[sorted(places)].sum()}")
    return wrong


def random_page(seed: int) -> Pathways:
    """A page of small cells, most on the pathway intended, remand at first without a pathway."""
    chance = np.random.default_rng(seed)
    cells = []
    for quarter in (Q1, Q2, Q3)[: chance.integers(1, 4)]:
        for intended, is_triage_only in ((1, False), (2, False), (3, False), (3, True), (4, False), (None, False)):
            for received in (1, 2, 3, 4, None):
                mean = chance.choice([0, 3, 12, 60]) if received == intended else chance.choice([0, 0, 0, 1, 2])
                if people := int(chance.poisson(mean)):
                    cells.append(Cell(quarter, intended, is_triage_only, received, False, people))
        if people := int(chance.poisson(chance.choice([0, 2, 40]))):
            cells.append(Cell(quarter, 4, False, None, True, people))
    triaged = tuple(
        Triaged(kind, n, n // 2, n // 2, n // 2, n - n // 2, 0)
        for kind in (False, True)
        if (n := sum(cell.people for cell in cells if cell.intended == 3 and cell.is_triage_only == kind))
    )
    return found(cells=tuple(cells), triaged=triaged, moves=(Move(1, 2, "risk", 40, 40),))


@pytest.mark.parametrize("seed", range(40))
def test_nobody_follows_from_the_numbers_of_the_page_together(seed):
    page = random_page(seed)
    if lead.is_shown(page):
        assert given_away(page) == []


def test_the_attacker_finds_what_is_not_hidden(monkeypatch):
    """Without the masks of the page, each table hiding for itself, the same attacker is not left empty-handed."""
    monkeypatch.setattr("throughgate.show.pathways.groups._seal", lambda made, hidden: hidden)
    groups.cache_clear()
    leaks = sum(bool(given_away(page)) for page in map(random_page, range(10)) if lead.is_shown(page))
    groups.cache_clear()
    assert leaks >= 3


def two_quarters() -> tuple[Cell, ...]:
    """March 2012: of 111 of pathway 1's rule 108 on it and 3 on pathway 3; of 268 of pathway 2's, 262 and 6."""
    return (
        Cell(Q1, 1, False, 1, False, 48), Cell(Q2, 1, False, 1, False, 60), Cell(Q2, 1, False, 3, False, 3),
        Cell(Q1, 2, False, 2, False, 120), Cell(Q2, 2, False, 2, False, 142), Cell(Q2, 2, False, 3, False, 6),
        Cell(Q1, 3, False, 3, False, 200), Cell(Q2, 3, False, 3, False, 169), Cell(Q1, 3, False, 2, False, 5),
        Cell(Q2, 3, False, 2, False, 5), Cell(Q2, 3, True, 3, False, 78), Cell(Q2, 3, True, 2, False, 1),
    )  # fmt: skip


def test_a_hidden_cell_of_the_matrix_does_not_follow_from_the_table_by_quarter():
    page = found(cells=two_quarters(), triaged=())
    table = matrix.matrix_table(page).set_index("Intended")
    assert table.loc["Pathway 1", "On pathway 3"] == "c"
    shown = {table.loc["All", "On pathway 1"], mix.mix_chart(page).table.iloc[-1]["Pathway 1"].split()[0]}
    assert len(shown) == 1, "a total is hidden in both or in neither"
    assert not ({"108", "111"} <= set(table["Discharges"]) | shown)
    assert given_away(page) == []


def test_remand_of_a_quarter_does_not_follow_from_the_sentenced():
    """49 of pathway 1, 448 of 2 and 3, 90 of 4 and one on remand too early: 588; the sentenced are 497."""
    cells = tuple(
        cell
        for quarter, first, fourth, before in ((Q1, 60, 39, 53), (Q2, 49, 90, 1), (Q3, 55, 84, 0))
        for cell in (
            Cell(quarter, 1, False, 1, False, first), Cell(quarter, 2, False, 2, False, 161),
            Cell(quarter, 3, False, 3, False, 260), Cell(quarter, 3, False, 2, False, 27),
            Cell(quarter, 4, False, 4, False, fourth), Cell(quarter, 4, False, None, True, before),
        ) if cell.people
    )  # fmt: skip
    page = found(cells=cells, triaged=())
    assert mix.mix_chart(page).table.set_index("Discharged").loc["April to June 2012", mix.BEFORE] == "c"
    assert dict(intended_quarters.quarter_shares(page))[Q2] is None
    assert given_away(page) == []


@given(
    st.integers(1, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.one_of(st.just(0), st.integers(0, 60)), min_size=columns, max_size=columns),
            min_size=1,
            max_size=6,
        )
    )
)
def test_no_small_cell_is_shown_and_none_is_alone_in_its_line(counts):
    people = np.array(counts)
    table = np.block([[people, people.sum(axis=1, keepdims=True)], [people.sum(axis=0), people.sum()]])
    hidden = hide_cells(people)
    assert not ((table > 0) & (table < 5) & ~hidden).any()
    for lines, shown in ((table, hidden), (table.T, hidden.T)):
        for line, unseen in zip(lines, shown, strict=True):
            assert unseen.sum() != 1
            if unseen[:-1].any() and not unseen[-1]:
                assert line[:-1][unseen[:-1]].sum() >= 5
