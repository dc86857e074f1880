"""Moves and definitions on the screen: wording, small counts hidden in chart, table and words alike."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from throughgate.fairness.moves import BandMoves, Moves
from throughgate.fairness.runs import read_run
from throughgate.methods.fairness.cusum import FalseAlarms
from throughgate.show.fairness import transfers
from throughgate.show.fairness.exclusions import hide_cells
from throughgate.show.fairness.timing import timing_chart

BANDS = ("Low", "Medium", "High", "Very high")


def run(name: str, values) -> object:
    days = np.datetime64("2013-01-01") + np.arange(len(values))
    return read_run(name, days, np.array(values, dtype=float), lambda order, found: FalseAlarms(0.25, 4_157.0))


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
    chart = transfers.rates_chart(moves(moved).rates)
    assert int((chart.table["Moved out"] == "c").sum()) == hidden
    points = [trace for trace in chart.figure.data if trace.mode.startswith("markers")]
    assert sum(len(trace.x) for trace in points) == 4 - hidden
    assert chart.alt.count("hidden so that") == hidden


def test_a_month_of_few_steps_is_hidden():
    (block, _) = transfers.blocks(moves(out=[0.0] * 40), source="")
    table = block.chart.table
    # 31 days of January, nine of February.
    assert table.loc[table["Series"] == "Moved out", "n"].tolist() == ["31", "c"]
    assert "hidden" in block.chart.key


def test_hidden_cells_do_not_follow_from_totals():
    hidden = np.array(hide_cells([[9, 6, 2, 7], [9, 7, 8, 11]], [False, False]))
    # The 2 is hidden; one more of its row, of its column, and the corner, so that no line has one hidden alone.
    assert hidden[0, 2]
    assert set(hidden.sum(axis=0)) <= {0, 2}
    assert (hidden.sum(axis=1) >= 2).all()
    assert not np.array(hide_cells([[9, 6], [5, 0]], [False, False])).any()
    assert np.array(hide_cells([[9, 6], [7, 8]], [True, False])).all()


def test_small_weeks_are_left_out_of_the_bars_and_hidden_in_words():
    chart = timing_chart({-1: 5, 0: 4, 1: 0}, 200)
    assert chart.table["Offences"].tolist() == ["5", "c", "0"]
    assert list(chart.figure.data[0].y) == [5, 0]
    assert "week 1 after c" in chart.alt
