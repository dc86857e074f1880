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
from throughgate.show.pathways import flows, lead, mix, outcomes
from throughgate.show.pathways.cells import hide_cells

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
        as_at=AS_AT, cohort_name=None, counted_as="reconvicted", triage_below=figure("56", "days"),
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
    matrix = flows.matrix_table(found())
    row = matrix[matrix["Intended"].str.startswith("On remand before")].iloc[0]
    assert (row["On no pathway"], row["Discharges"], row.iloc[-1]) == ("30", "30", "no pathway to be on")
    assert matrix.iloc[-1].iloc[-1] == "30.8% (25.5% to 36.6%), n = 263"


def test_a_quarter_still_running_is_hollow_and_said_to_be_so_far():
    chart = mix.mix_chart(found())
    line = next(t for t in traces(chart) if t.get("name") == "Pathway 3")
    assert line["marker"]["color"][-2:] == ["#801650", "white"]
    assert chart.table["Discharged"].tolist()[2] == "July to September 2012, so far"
    assert chart.table["Pathway 3"].tolist() == ["41 (25.2%)", "20 (22.2%)", "20 (50.0%)", "81 (27.6%)"]


def test_month_ends_from_which_people_are_still_inside_are_hollow_and_dotted():
    chart = mix.caseload_chart(found())
    line = next(t for t in traces(chart) if t.get("name") == "Pathway 3")
    assert line["marker"]["color"] == ["#801650", "white"]
    assert chart.table["Caseload"].tolist() == ["complete", "not complete"]
    assert chart.table.iloc[0].tolist()[1:4] == ["c", "c", "40"], "three people were held on pathway 1"
    assert [t["name"] for t in traces(chart) if t.get("name")] == ["Pathway 3"]
    assert "99 in 100 ended within 200 days" in mix.blocks(found(), source=SOURCE)[1].words


def test_where_stays_are_too_few_no_month_end_is_shown_as_complete():
    shown = found(stays=3, stay_days=None, whole_until=None)
    assert mix.caseload_chart(shown).table["Caseload"].tolist() == ["not complete", "not complete"]
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
    ],
)
def test_a_cell_of_one_to_four_is_hidden_with_three_that_it_would_follow_from(counts, expected):
    hidden = hide_cells(np.array(counts)).astype(int)
    assert hidden[: len(expected), : len(expected[0])].tolist() == expected


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
