"""Parts of a movement: they add up whatever the levels are, and no number of 1 to 4 people follows from what is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from payment_cases import AS_AT, cohort, contract, point

from throughgate.movements import (
    CHANGE,
    FINAL_RATE,
    PARTS,
    PAYMENT,
    PEOPLE,
    CohortMovement,
    Movement,
    Movements,
    Part,
    parts_of,
)
from throughgate.projection import Projection
from throughgate.results import ContractData
from throughgate.show import still
from throughgate.show.changes import brief, by_part, said
from throughgate.show.changes.few import joined, spans_of
from throughgate.show.changes.measured import measured
from throughgate.show.changes.shown import Shown, ShownCohort, shown_cohorts
from throughgate.show.changes.waterfall import waterfall

LEVELS = st.lists(
    st.one_of(st.none(), st.decimals(-1000, 1000, places=4, allow_nan=False)),
    min_size=len(PARTS) - 1, max_size=len(PARTS) - 1,
)  # fmt: skip
ENDS = st.decimals(-1000, 1000, places=4, allow_nan=False)
MOVES = st.lists(st.tuples(st.integers(-12, 12), st.integers(-12, 12)), min_size=len(PARTS), max_size=len(PARTS))


@given(ENDS, LEVELS, ENDS)
def test_parts_add_up_to_the_last_digit_whichever_levels_are_known(first, between, last):
    parts = parts_of([first, *between, last])
    assert sum(part.by for part in parts) == last - first
    assert [part.name for part in parts] == list(PARTS)


def test_a_level_that_is_not_known_leaves_its_movement_to_the_next():
    parts = parts_of([Decimal(1), None, Decimal(4)], names=("a", "b"))
    assert [part.by for part in parts] == [0, 3]
    with pytest.raises(ValueError, match="first and the last level"):
        parts_of([None, Decimal(1)], names=("a",))


@given(MOVES)
def test_no_two_levels_that_are_shown_differ_by_one_to_four(moves):
    parts = [Part(name, Decimal(move[0]), move) for name, move in zip(PARTS, moves, strict=True)]
    spans = spans_of(parts)
    assert sum(part.by for part in joined(parts, spans)) == sum(part.by for part in parts)
    levels = [tuple(sum(move[k] for move in moves[:n]) for k in (0, 1)) for n in range(len(moves) + 1)]
    shown = [levels[0], *(levels[end] for _, end in spans)]
    for a, b in combinations(shown, 2):
        is_whole = {a, b} <= {levels[0], levels[-1]}
        assert is_whole or all(abs(x - y) == 0 or abs(x - y) >= 5 for x, y in zip(a, b, strict=True))


def of(*moves: tuple[int, ...]) -> list[Part]:
    return [Part(name, Decimal(move[0]), move) for name, move in zip(PARTS, moves, strict=True)]


NONE = (0, 0)


@pytest.mark.parametrize(
    ("moves", "names"),
    [
        # 5 late convictions may be told; with 4 they stand with the follow-up that they would be taken from.
        ([NONE, NONE, NONE, (0, 5), NONE, (0, 20), NONE, NONE], list(PARTS)),
        (
            [NONE, NONE, NONE, (0, 4), NONE, (0, 20), NONE, NONE],
            [*PARTS[:3], "Late-recorded convictions to new follow-up, together", *PARTS[6:]],
        ),
        # The whole movement is of 2 people, which every page shows: but not what moved it.
        (
            [NONE, NONE, NONE, (0, 2), NONE, NONE, NONE, NONE],
            [*PARTS[:3], "Late-recorded convictions to new releases, together", PARTS[7]],
        ),
        # 3 corrected of 407: the share that the follow-up is of would give them away, so it stands with them.
        (
            [NONE, NONE, NONE, (0, 17), (3, 0), (0, 84), (404, 18), NONE],
            [*PARTS[:4], "Eligibility corrections to new releases, together", PARTS[7]],
        ),
        ([NONE] * 8, list(PARTS)),
    ],
)  # fmt: skip
def test_parts_of_few_people_stand_together(moves, names):
    parts = of(*moves)
    assert [part.name for part in joined(parts, spans_of(parts))] == names


def shown_of(measure: str = FINAL_RATE, **more) -> Shown:
    how = measured(measure, contract())
    values = {"before": Decimal("55.6"), "after": Decimal("54.4"), "range_before": "54.0% to 57.2%"} | more
    parts = values.pop(
        "parts", (Part("Late-recorded convictions", Decimal("0.8")), Part("New follow-up", Decimal("-2.0")))
    )
    return Shown(measure, how, parts=parts, range_after="53.5% to 55.4%", **values)


BETWEEN = Movements(date(2014, 3, 31), date(2014, 6, 30), "a" * 12, "a" * 12, ())


def test_the_title_says_what_moved_most_with_its_range():
    cohorts = [ShownCohort(contract().cohort("cohort-1"), (shown_of(),))]
    assert said.title(cohorts, BETWEEN) == (
        "Cohort 1's projected final rate is 1.2 percentage points lower, at 54.4% (95% range 53.5% to 55.4%); "
        "largest part: new follow-up"
    )
    assert "It was 55.6% (95% range 54.0% to 57.2%)" in said.lead(cohorts, BETWEEN)


def test_where_nothing_moved_the_title_says_so():
    still = shown_of(after=Decimal("55.6"), parts=(Part("New follow-up", Decimal(0)),))
    cohorts = [ShownCohort(contract().cohort("cohort-1"), (still,))]
    assert said.title(cohorts, BETWEEN) == "Nothing moved since 31 March 2014"
    assert "Nothing moved in cohort 1." in said.lead(cohorts, BETWEEN)
    assert said.boxes(cohorts, BETWEEN) == []


def test_a_waterfall_says_the_same_in_words_and_in_its_table():
    chart = waterfall(shown_of(), "31 March 2014", "30 June 2014")
    assert "New follow-up: 2.0 percentage points lower" in chart.alt
    assert "(95% range 53.5% to 55.4%)" in chart.alt
    assert chart.table.iloc[:, 1].tolist() == [
        "**55.6%**", "+0.8 pp", "\N{MINUS SIGN}2.0 pp", "**54.4%**",
    ]  # fmt: skip
    assert len(chart.figure.data) == 4
    assert still.svg(chart.figure).startswith(b"<?xml")
    assert still.png(chart.figure).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("measure", "by", "cell", "words"),
    [
        (PEOPLE, "-3", "\N{MINUS SIGN}\N{WORD JOINER}3", "3 fewer people"),
        (PEOPLE, "0", "0", "the same"),
        (PAYMENT, "1200", "+£1,200", "£1,200 more"),
        (PAYMENT, "0", "£0", "the same to the pound"),
        (FINAL_RATE, "1.2", "+1.2 pp", "1.2 percentage points higher"),
        (FINAL_RATE, "0.0", "0.0 pp", "the same to one decimal"),
    ],
)
def test_movements_are_said_with_their_unit(measure, by, cell, words):
    how = measured(measure, contract())
    assert how.say_by(Decimal(by)) == cell
    assert how.in_words(Decimal(by)) == words


def test_pence_stand_as_pounds_and_still_add_up():
    """149 and 149 pence are a pound each, and 298 three: a part is the difference of two rounded levels."""
    how = measured(PAYMENT, contract())
    assert [how.on_screen(Decimal(pence)) for pence in (149, 150, 298, -150)] == [1, 2, 3, -2]


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (["99_999_900", "0"], ["£999,999", "£0"]),
        (["-100_000_000", "500_000", "499_999"], ["\N{MINUS SIGN}\N{WORD JOINER}£1.00m", "£0.01m", "£0"]),
    ],
)
def test_payments_of_a_million_stand_in_one_unit(pence, said):
    values = [Decimal(one) for one in pence]
    how = measured(PAYMENT, contract()).fitted(values)
    assert [how.say(how.on_screen(value)) for value in values] == said


def table_of(*moves: tuple[int, int], rate: str = "0.3") -> pd.DataFrame:
    """A cohort's table where each part moved so many people and so many of them reconvicted, of 1,000 before."""
    people, parts = of(*moves), of(*moves)
    spans = spans_of(people)
    apart = tuple((n, n + 1) for n in range(len(PARTS)))
    counted = joined(people, spans)
    projected = tuple(Part(part.name, Decimal(rate if n == 5 else 0)) for n, part in enumerate(parts))
    after = Decimal(1000 + sum(part.by for part in counted))
    cohort = ShownCohort(
        contract().cohort("cohort-1"),
        (
            Shown(PEOPLE, measured(PEOPLE, contract()), Decimal(1000), after, counted, spans=spans),
            shown_of(parts=projected, after=Decimal("55.6") + Decimal(rate), spans=apart),
        ),
        names=PARTS,
        has_together=spans != apart,
    )
    return by_part.table(cohort, ("31 March 2014", "30 June 2014"))


def test_parts_that_stand_together_are_told_once_and_projected_ones_each_by_itself():
    found = table_of(NONE, NONE, NONE, NONE, (3, 0), (0, 84), (404, 18), NONE)
    assert found.to_numpy().tolist() == [
        ["**31 March 2014**", "1,000", "55.6% (54.0% to 57.2%)"],
        ["Eligibility corrections", "t", "0.0 pp"],
        ["New follow-up", "t", "+0.3 pp"],
        ["New releases", "t", "0.0 pp"],
        ["Parts marked t, together", "+407", "not marked"],
        ["**30 June 2014**", "1,407", "55.9% (53.5% to 55.4%)"],
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Who is corrected and who is released cannot be told from the whole: nor which part moved nobody at all.
        ([(3, 0), (0, 84), (404, 18)], [(1, 0), (0, 86), (406, 16)]),
        ([(2, 0), (0, 0), (0, 0)], [(1, 0), (0, 0), (1, 0)]),
        ([(2, 0), (0, 0), (0, 0)], [(0, 0), (0, 0), (2, 0)]),
    ],
)
def test_a_table_is_the_same_however_few_people_are_shared_out(one, other):
    """Whatever is taken from whatever, the same cells give the same answers."""
    before = [NONE, NONE, NONE, NONE]
    assert table_of(*before, *one, NONE).equals(table_of(*before, *other, NONE))


def test_a_part_that_is_not_told_apart_is_named_for_none_of_its_causes():
    """3 corrected, and 404 released: in the finding and in the brief neither is given the sum of the two."""
    parts = of(NONE, NONE, NONE, NONE, (3, 0), NONE, (404, 18), NONE)
    spans = spans_of(parts)
    shown = Shown(PEOPLE, measured(PEOPLE, contract()), Decimal(1000), Decimal(1407), joined(parts, spans), spans=spans)
    cohort = ShownCohort(contract().cohort("cohort-1"), (shown,), names=PARTS, has_together=True)
    assert said.title([cohort], BETWEEN).endswith("largest part: several parts together")
    assert brief.brief_table([(cohort, shown)], BETWEEN)["Largest part"].tolist() == ["Several parts together (+407)"]
    assert "the difference of two figures that stand on every page" in by_part.key(cohort)
    alone = replace(shown, parts=tuple(parts), spans=tuple((n, n + 1) for n in range(len(parts))))
    assert alone.largest_name == "new releases"


def test_a_difference_of_per_cents_of_the_controls_events_is_in_percentage_points():
    how = measured(CHANGE, contract("events"))
    assert how.say(Decimal("-9.0")) == "\N{MINUS SIGN}9.0%"
    assert how.say_by(Decimal("-0.3")) == "\N{MINUS SIGN}0.3 pp"
    assert how.in_words(Decimal("-0.3")) == "0.3 percentage points of the control's events lower"
    assert "pp: percentage points." in by_part.points_key([how])
    assert by_part.points_key([measured(PEOPLE, contract())]) == ""


@pytest.mark.parametrize("mature", [949, 950])
def test_a_projection_without_width_keeps_its_range_until_everybody_is_followed_up(mature):
    now = cohort(contract(), n=950, n_expected=950, mature=mature, final_rate=point(0.5))
    movement = Movement(FINAL_RATE, Decimal(50), Decimal(50), (Part("New follow-up", Decimal(0)),))
    side = Projection(ContractData(contract(), date(2009, 1, 1), AS_AT, True), contract(), AS_AT, 1, "a" * 12, (now,))
    moved = CohortMovement(now.cohort, (movement,))
    between = Movements(AS_AT, AS_AT, "a" * 12, "a" * 12, (moved,), side, side)
    (found,) = shown_cohorts(between)
    assert found.movements[0].range_after == ("50.0% to 50.0%" if mature == 949 else "")


def test_without_projections_to_judge_by_nothing_is_shown():
    """Whether a cohort is large enough is read from both sides; where they are not there, it is hidden."""
    movement = Movement(PEOPLE, Decimal(7), Decimal(8), (Part("New releases", Decimal(1)),))
    moved = Movements(
        date(2014, 3, 31), AS_AT, "a" * 12, "b" * 12, (CohortMovement(contract().cohort("cohort-1"), (movement,)),)
    )
    cohorts = shown_cohorts(moved)
    assert cohorts[0].movements == ()
    assert "hidden" in cohorts[0].why_none
    assert brief.block(moved, contract(), source="x") is None


def test_a_box_of_events_has_a_name_that_fits_and_says_how_far_they_moved():
    """A box holds some 28 letters; the cohort stands under the figure."""
    shown = Shown("final-rate", measured("final-rate", contract("events")), Decimal("141.9"), Decimal("142.0"), ())
    assert shown.in_box == "Events per 100"
    assert replace(shown, range_after="135.6 to 150.5").in_box == "Events per 100, projected"
    assert shown.how.in_words(shown.by) == "0.1 higher"
