"""What the Fair play page says of parking and cherry-picking: never an accusation, nothing of few people."""

from __future__ import annotations

from datetime import date

import pytest
from figures import DONCASTER, cohort

from throughgate.fairness.model import Check
from throughgate.fairness.support import Support, Trend
from throughgate.fairness.support.contact import Decay, Group, Hours, Weeks
from throughgate.fairness.support.given import Nothing
from throughgate.methods.fairness.decay import Ratio
from throughgate.methods.fairness.differences import Sums
from throughgate.methods.fairness.slopes import Slope
from throughgate.show.fairness import cherry_picking, parking
from throughgate.show.fairness.decay import decay_chart
from throughgate.show.fairness.given import nothing_chart
from throughgate.show.fairness.hours import hours_chart
from throughgate.show.fairness.said import change

COHORT = cohort("cohort-2", DONCASTER)
NO_HOURS = Hours((), (), ())
NOBODY = Support(NO_HOURS, None, (), None, (), ())


def check(name: str, kind: str, standing: str) -> Check:
    return Check(name, kind, standing, date(2012, 10, 1), date(2013, 9, 30), 0.002)  # ty: ignore[invalid-argument-type]


def trend(look: str, standing: str, found: Slope | None, *, n: int = 85, yes: int | None = None) -> Trend:
    kind = "parking" if look in ("hours", "minutes") else "cherry-picking"
    manager = 2 if look == "minutes" else None
    return Trend(check(f"{look}-cohort-2", kind, standing), look, COHORT, manager, n, yes, found)  # ty: ignore[invalid-argument-type]


PLANTED = trend("minutes", "unusual", Slope(85, -20.767, -23.733, -17.801, 8.5, 2.75))


def test_an_unusual_case_manager_is_to_be_looked_into():
    found = Support(NO_HOURS, None, (PLANTED,), None, (), ())
    (signal,) = parking.signals(found)
    assert signal.sentence == (
        "Case manager 2, cohort 2: a kept contact is 2.1 minutes shorter (95% interval 1.8 to 2.4 shorter) for each ten points of "
        "OGRS, among 85 people on the same pathways: unusual, look into it."
    )
    (block,) = parking.blocks(found, source="typed in")
    assert block.heading == signal.section
    assert signal.sentence in block.words
    assert "−2.08 (−2.37 to −1.78) minutes, n = 85" in block.chart.alt
    assert block.chart.table["Found"].tolist() == ["unusual, look into it"]


def test_too_few_people_cannot_be_told_of_and_are_not_drawn():
    few = trend("minutes", "cannot tell", None, n=9)
    found = Support(NO_HOURS, None, (PLANTED, few), None, (), ())
    assert "cannot tell yet, for fewer than 30 people" in parking.signals(found)[1].sentence
    block = parking.blocks(found, source="typed in")[0]
    assert "1 of 2 are not drawn" in block.words
    assert block.chart.table["People"].tolist() == ["85", "c"]
    assert "Funnel of 1 points" in block.chart.alt


def test_what_the_service_gives_is_told_in_percentage_points_with_n():
    found = Slope(700, 0.24, 0.05, 0.43, 0.2, 0.1)
    unusual = Support(NO_HOURS, None, (trend("offered", "unusual", found, n=720, yes=72),), None, (), ())
    sentence = cherry_picking.signals(unusual)[0].sentence
    assert "10.0% of 720 people" in sentence
    assert (
        "2.4 percentage points higher (95% interval 0.5 to 4.3 higher) for each ten points of OGRS, among 700"
        in sentence
    )
    assert sentence.endswith("unusual, look into it.")
    few = Support(NO_HOURS, None, (trend("offered", "as usual", found, n=720, yes=4),), None, (), ())
    assert "a share hidden so that nobody can be recognised" in cherry_picking.signals(few)[0].sentence


@pytest.mark.parametrize("module", [parking, cherry_picking])
def test_a_contract_without_such_data_gets_words_and_no_signal(module):
    (block,) = module.blocks(NOBODY, source="typed in")
    assert block.chart is None
    assert "hold no" in block.words
    assert module.signals(NOBODY) == ()


@pytest.mark.parametrize("words", ["caused", "because of", "parked", "gaming", "cheat", "manipulat"])
def test_nobody_is_accused(words):
    constants = [
        text for module in (parking, cherry_picking) for text in vars(module).values() if isinstance(text, str)
    ]
    shown = [text for text in constants if "/" not in text and not text.startswith("throughgate.")]
    assert len(shown) > 15
    assert not [text for text in shown if words in text.lower()]


def test_a_small_band_is_hidden_with_another_beside_it():
    groups = [
        Group("3", band, Sums(n, 1.8 * n, 3.3 * n))
        for band, n in (("Low", 9), ("Medium", 40), ("High", 29), ("Very high", 50))
    ]
    chart = hours_chart(groups, "Risk band", "Hours in four weeks", "Pathway ")
    assert chart is not None
    assert chart.table["People"].tolist() == ["c", "40", "c", "50"]
    assert "n = 9" not in chart.alt
    assert "n = 29" not in chart.alt
    assert chart.key.startswith("c: hidden")
    assert hours_chart(groups[:1], "Risk band", "Hours in four weeks", "Pathway ") is None


def test_few_offered_nothing_are_hidden():
    chart = nothing_chart([Nothing("1", "Low", 100, 4), Nothing("1", "Medium", 200, 50), Nothing("1", "High", 90, 30)])
    assert chart is not None
    assert chart.table["People"].tolist() == ["c", "200", "c"]


def test_contact_of_few_people_already_reconvicted_is_hidden():
    weeks = (
        Weeks(5, 28 * 100, 28 * 9, 9, 9.0),
        Weeks(9, 28 * 100, 28 * 10, 4, 5.0),
        Weeks(13, 28 * 90, 28 * 20, 10, 12.0),
    )
    found = Decay(
        check("parking-after-reconviction", "parking", "as usual"), 110, 30, weeks, Ratio(0.9, 0.8, 1.0, 0.8, 1.2)
    )
    chart = decay_chart(found)
    assert chart is not None
    # The last: 10 contacts of 20 people, against 12 expected of them.
    assert chart.table.iloc[:, 1:].to_numpy().tolist() == [["c"] * 3, ["c"] * 3, ["0.60", "0.50", "20"]]
    assert "0.90 times as often (95% interval 0.80 to 1.00)" in chart.alt


def test_a_change_says_which_way_its_interval_goes():
    assert change(-0.04, -0.2, 0.3, "minutes") == "0.0 minutes (95% interval 0.2 fewer to 0.3 more)"
    assert change(2.0, 1.0, 3.0, "minutes") == "2.0 minutes more (95% interval 1.0 to 3.0 more)"
