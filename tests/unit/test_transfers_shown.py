"""Moves and definitions on the screen: wording, small counts hidden in chart, table and words alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from throughgate.fairness.definitions import Anniversary, Definitions, Edge, Excluded, Reason
from throughgate.fairness.moves import BandMoves, Moves, PeriodMoves
from throughgate.fairness.runs import Month, read_run
from throughgate.methods.fairness.cusum import FalseAlarms
from throughgate.methods.fairness.edges import MeanDifference, compare_odds
from throughgate.show.fairness import definitions, exclusions, moved_share, transfers
from throughgate.show.fairness.exclusions import hide_cells
from throughgate.show.fairness.runs import hide_months
from throughgate.show.fairness.timing import timing_chart, timing_words
from throughgate.terms import Cohort

BANDS = ("Low", "Medium", "High", "Very high")


def run(name: str, values) -> object:
    days = np.datetime64("2013-01-01") + np.arange(len(values))
    return read_run(name, days, np.array(values, dtype=float), lambda order, found: FalseAlarms(0.25, 4_157.0))


NO_RUN = run("definition-scores-high", [])
DIFFERENCE = MeanDifference(2.0, -1.0, 5.0, 0.1, 0.2)


def moves(moved=(20, 30, 40, 50), **runs) -> Moves:
    steps = {"out": [1.5] * 9 + [-1.0] * 51, "brought_in": [0.0] * 60, "held": [0.0] * 5} | runs
    names = ("transfers-out", "transfers-in", "transfers-held")
    rates = tuple(BandMoves("", band, count, 100) for band, count in zip(BANDS, moved, strict=True))
    return Moves(date(2014, 4, 28), *(run(name, steps[of]) for name, of in zip(names, steps, strict=True)), rates)


def test_each_check_says_its_standing_n_and_how_often_for_nothing():
    said = transfers.signals(moves())
    assert [signal.sentence.split(":")[0] for signal in said] == [
        "Unusual, look into it",
        "As usual",
        "Cannot tell yet",
    ]
    assert "n = 60 moves out" in said[0].sentence
    assert "about 25%" in said[0].sentence
    assert "from 1 January 2013 to 9 January 2013" in said[0].sentence
    assert {signal.section for signal in said} == {block.heading for block in transfers.blocks(moves(), source="")[:1]}


@pytest.mark.parametrize("word", ["caused", "because of", "parked", "gaming", "gamed"])
def test_nobody_is_accused(word):
    shown = transfers.blocks(moves(), source="")
    text = " ".join(
        [b.words + b.heading + b.chart.alt for b in shown] + [s.sentence for s in transfers.signals(moves())]
    )
    assert word not in text.lower()


@pytest.mark.parametrize(
    ("moved", "hidden"), [((4, 30, 40, 50), 2), ((5, 30, 40, 50), 0), ((0, 30, 40, 50), 0), ((96, 30, 40, 97), 2)]
)
def test_small_counts_of_a_band_are_hidden_everywhere(moved, hidden):
    chart = moved_share.rates_chart(moves(moved).rates)
    assert int((chart.table["Moved out"] == "c").sum()) == hidden
    points = [trace for trace in chart.figure.data if trace.mode.startswith("markers")]
    assert sum(len(trace.x) for trace in points) == 4 - hidden
    assert chart.alt.count("hidden so that") == hidden


def test_a_month_of_few_steps_is_hidden_and_never_alone():
    (block, _) = transfers.blocks(moves(out=[0.0] * 68), source="")
    table = block.chart.table
    # 31 days of January, 28 of February, nine of March, which would follow from 68 in all were February shown.
    assert table.loc[table["Series"] == "Moved out", "n"].tolist() == ["31", "c", "c"]
    assert "hidden" in block.chart.key
    table = transfers.blocks(moves(out=[0.0] * 69), source="")[0].chart.table
    assert table.loc[table["Series"] == "Moved out", "n"].tolist() == ["31", "28", "10"]


@pytest.mark.parametrize(
    ("steps", "starts", "hidden"),
    [
        ((20, 10, 20, 30, 30, 30), (), [0, 0, 0, 0, 0, 0]),
        ((20, 9, 21, 11, 30, 30), (), [0, 1, 0, 1, 0, 0]),
        ((20, 9, 21, 11, 30, 30), (1, 4), [1, 1, 0, 0, 0, 0]),
        ((20, 9, 8, 9, 9, 30), (1, 4), [0, 1, 1, 1, 1, 0]),
        ((9, 30, 30, 30, 30, 30), (2, 5), [1, 1, 0, 0, 0, 0]),
    ],
)
def test_a_hidden_month_follows_from_no_total_of_its_period(steps, starts, hidden):
    months = [Month(date(2013, at, 1), n, 0, 0.0, 0.0) for at, n in enumerate(steps, start=1)]
    assert hide_months(months, [date(2013, at, 1) for at in starts]) == [bool(each) for each in hidden]


def shares(*periods) -> Moves:
    each = (
        PeriodMoves(date(2012, 1 + 3 * at, 1), date(2012, 3 + 3 * at, 30), (moved, 100), (2 * moved, 200))
        for at, moved in enumerate(periods)
    )
    return replace(moves(), periods=tuple(each))


def test_the_share_moved_out_is_shown_over_time_with_intervals_and_takes_notes():
    block = next(b for b in transfers.blocks(shares(20, 40), source="") if b.key == "move-shares")
    assert block.takes_notes
    assert block.chart.figure.layout.xaxis.type == "date"
    drawn = [list(trace.y) for trace in block.chart.figure.data if trace.mode == "lines+markers"]
    assert drawn == [[20, 40], [20, 40]]
    # Wilson, 20 of 100: 13.3% to 28.9%.
    assert block.chart.table.iloc[0, 1] == "20.0% (13.3% to 28.9%), n = 100"
    assert block.chart.table.iloc[1, 2].endswith("n = 200")
    assert not [b for b in transfers.blocks(moves(), source="") if b.key == "move-shares"]


def test_moved_out_and_kept_are_said_to_be_one_finding():
    found = moves(held=[1.5] * 9 + [-1.0] * 51)
    block = next(b for b in transfers.blocks(found, source="") if b.key == "kept")
    assert "brought in" not in block.subtitle
    (said,) = [s.sentence for s in transfers.signals(found) if s.name.startswith("Transfers: kept")]
    for text in (block.words, said):
        assert "one finding, not two" in text
        assert "at one look" in text


def test_hidden_cells_do_not_follow_from_totals():
    hidden = np.array(hide_cells([[9, 6, 2, 7], [9, 7, 8, 11]], [False, False]))
    # The 2 is hidden; one more of its row, of its column, and the corner, so that no line has one hidden alone.
    assert hidden[0, 2]
    assert set(hidden.sum(axis=0)) <= {0, 2}
    assert (hidden.sum(axis=1) >= 2).all()
    assert not np.array(hide_cells([[9, 6], [5, 0]], [False, False])).any()
    assert np.array(hide_cells([[9, 6], [7, 8]], [True, False])).all()


@pytest.mark.parametrize(
    ("row", "hidden"), [([2, 2, 8, 9], 3), ([2, 3, 8, 9], 2), ([1, 0, 8, 9], 2), ([0, 5, 8, 9], 0)]
)
def test_hidden_cells_add_up_to_five_at_least(row, hidden):
    assert sum(hide_cells([row], [False])[0]) == hidden


EDGE_ON = date(2012, 10, 1)
COHORTS = [
    Cohort.model_construct(
        id=f"cohort-{at}", name=f"Cohort {at}", discharged_from=date(2010 + at, 10, 1), discharged_to=date(2011 + at, 9, 30)
    )
    for at in (1, 2, 3)
]  # fmt: skip


@pytest.mark.parametrize(
    ("near", "far", "is_hidden"),
    [((4, 20), (100, 100), True), ((20, 1), (100, 100), True), ((5, 20), (100, 100), False), ((0, 20), (100, 100), False),
     ((5, 5), (100, 100), False), ((0, 9), (100, 100), True), ((30, 20), (3, 100), True), ((30, 20), (5, 100), False)],
)  # fmt: skip
def test_odds_and_totals_at_an_edge_are_hidden_with_any_count(near, far, is_hidden):
    found = Definitions((), (), (Edge(EDGE_ON, near, far, compare_odds(near, far)),), NO_RUN, NO_RUN, ())
    said = next(s.sentence for s in definitions.signals(found) if s.name.startswith("Releases"))
    block = next(b for b in definitions.blocks(found, source="") if b.key == "edges")
    assert ("odds" not in said) == (not any(letter.isdigit() for letter in said)) == is_hidden
    assert ("c" in block.table.iloc[0].tolist()) == (block.table["Odds near over further out"][0] == "c") == is_hidden


def excluded(*out: int) -> list[Excluded]:
    """Cohorts of 1,500 with so many left out, a few more of one reason than of the other."""
    return [
        Excluded(
            cohort, each, 1500, DIFFERENCE, sum(out) - each, 1500 * (len(out) - 1),
            compare_odds((each, 1500 - each), (sum(out) - each, 1500 * (len(out) - 1) - sum(out) + each)),
            (Reason("deported", max(each - 9, 0), DIFFERENCE if each > 18 else None), Reason("breach of court order", min(each, 9), None)),
        )
        for cohort, each in zip(COHORTS, out, strict=False)
    ]  # fmt: skip


@pytest.mark.parametrize("out", [(4, 60), (1, 60), (60, 4), (1496, 60), (3, 2, 60)])
def test_no_hidden_number_left_out_follows_from_odds(out):
    for each, signal in zip(excluded(*out), exclusions.excluded_signals(excluded(*out))[::2], strict=True):
        assert "odds 0" not in signal.sentence
        assert "95% interval" not in signal.sentence
        if min(each.out, 1500 - each.out) < 5:
            assert not any(letter.isdigit() for letter in signal.sentence)
        else:
            assert "60 of n = 1,500" in signal.sentence


@pytest.mark.parametrize("out", [(5, 60), (60, 0), (1495, 60)])
def test_numbers_left_out_that_may_be_shown_come_with_odds(out):
    for signal in exclusions.excluded_signals(excluded(*out))[::2]:
        assert "95% interval" in signal.sentence


def test_ogrs_by_reason_is_hidden_with_a_small_group_and_one_beside_it():
    table = exclusions.reasons_table(excluded(40, 0))
    assert table["Left out"].tolist() == ["31", "9", "0", "0"]
    # Of all 40 the difference is shown, so that of the nine would follow from that of the 31.
    assert table["In standard deviations"].tolist() == ["c", "c", "none", "none"]
    few = exclusions.reasons_table(excluded(13, 1496))
    assert few["Left out"].tolist() == ["c", "c", "c", "c"]


def test_hidden_counts_after_the_anniversary_leave_the_standing_only():
    said = timing_words(Anniversary(COHORTS[0], 500, (), 29, 4, 1.0))
    assert said.startswith("As usual")
    assert not any(letter.isdigit() for letter in said)


def test_the_mean_difference_of_scores_is_hidden_with_the_few_that_differ():
    def scores(differ: int):
        return run("definition-scores-high", [1.0] * differ + [0.0] * (31 - differ))

    for differ, figures in ((4, ["31", "c", "c"]), (0, ["31", "0.0% (0.0% to 11.0%)", "0.00"])):
        found = Definitions((), (), (), scores(differ), scores(differ), ())
        block = next(b for b in definitions.blocks(found, source="") if b.key == "scores")
        assert block.chart.table.iloc[0, 1:4].tolist() == figures


def test_small_weeks_are_left_out_of_the_bars_and_hidden_in_words():
    chart = timing_chart({-1: 5, 0: 4, 1: 0}, 200)
    assert chart.table["Offences"].tolist() == ["5", "c", "0"]
    assert list(chart.figure.data[0].y) == [5, 0]
    assert "week 1 after c" in chart.alt
