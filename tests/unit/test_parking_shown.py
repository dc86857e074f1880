"""What the Fair play page says of parking and cherry-picking: never an accusation, nothing of few people."""

from __future__ import annotations

from datetime import date

import pytest
from figures import DONCASTER, cohort

from throughgate.fairness.model import Check
from throughgate.fairness.support import Support, Trend
from throughgate.fairness.support.contact import Decay, Followed, Group, Hours, Weeks
from throughgate.fairness.support.given import Nothing, Quarter
from throughgate.methods.fairness.decay import Ratio
from throughgate.methods.fairness.differences import Estimate, Sums
from throughgate.methods.fairness.slopes import Slope
from throughgate.show.fairness import cherry_picking, parking
from throughgate.show.fairness.decay import decay_chart, pathways_chart
from throughgate.show.fairness.given import nothing_chart, quarters_chart
from throughgate.show.fairness.hours import after_chart, hours_chart
from throughgate.show.fairness.said import change, interval

COHORT = cohort("cohort-2", DONCASTER)
NO_HOURS = Hours((), (), ())
NOBODY = Support(NO_HOURS, None, (), None, (), ())


def check(name: str, kind: str, standing: str) -> Check:
    return Check(name, kind, standing, date(2012, 10, 1), date(2013, 9, 30), 0.002)  # ty: ignore[invalid-argument-type]


def trend(look: str, standing: str, found: Slope | None, *, n: int = 85, yes: int | None = None) -> Trend:
    kind = "parking" if look in ("hours", "needs", "minutes") else "cherry-picking"
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
    assert "Funnel of 1 point," in block.chart.alt


def test_what_the_service_gives_is_told_in_percentage_points_with_n():
    found = Slope(700, 0.24, 0.05, 0.43, 0.2, 0.1)
    unusual = Support(NO_HOURS, None, (trend("offered", "unusual", found, n=720, yes=72),), None, (), ())
    sentence = cherry_picking.signals(unusual)[0].sentence
    assert sentence == (
        "Offered nothing, cohort 2: 10.0% of 720 people with a need found have no referral for any need found; that share is 2.4 "
        "percentage points higher (95% interval 0.5 to 4.3 higher) for each ten points of OGRS, compared on the same pathway and "
        "with as many kinds of intervention that answer their needs: unusual, look into it."
    )
    few = Support(NO_HOURS, None, (trend("handover", "cannot tell", None, n=720, yes=4),), None, (), ())
    assert cherry_picking.signals(few)[0].sentence == (
        "Handover arranged, cohort 2: cannot tell yet, for fewer than 30 people can be compared, fewer than 10 of them got it, "
        "fewer than 10 did not, or nothing differs between them."
    )


def test_hours_against_needs_are_told_for_each_need():
    found = trend("needs", "as usual", Slope(85, -0.01, -0.03, 0.0001, 0.05, 0.01))
    (signal,) = parking.signals(Support(NO_HOURS, None, (found,), None, (), ()))
    # 0.01 hours are 0.6 minutes; 0.0001 hours round to none, which goes neither way.
    assert signal.sentence == (
        "Cohort 2: kept contact in four weeks in custody is 0.6 minutes shorter (95% interval 0.0 to 1.8 shorter) for each need "
        "found, among 85 people assessed and compared on the same pathway for the same number of weeks: as usual."
    )
    assert (signal.section, signal.name) == (parking.NEEDS, "Contact hours against needs, cohort 2")


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
    chart = hours_chart(groups, "Risk band")
    assert chart is not None
    assert chart.table["People"].tolist() == ["c", "40", "c", "50"]
    assert "n = 9" not in chart.alt
    assert "n = 29" not in chart.alt
    assert chart.key.startswith("c: hidden")
    assert hours_chart(groups[:1], "Risk band") is None


def test_few_offered_nothing_are_hidden():
    chart = nothing_chart([Nothing("1", "Low", 100, 4), Nothing("1", "Medium", 200, 50), Nothing("1", "High", 90, 30)])
    assert chart is not None
    assert chart.table.iloc[:, -1].tolist() == ["c", "25.0% (19.5% to 31.4%), n = 200", "c"]


def test_contact_of_few_people_already_reconvicted_is_hidden():
    weeks = (
        Weeks(5, 28 * 100, 28 * 9, 9, 9.0),
        Weeks(9, 28 * 100, 28 * 10, 4, 5.0),
        Weeks(13, 28 * 90, 28 * 20, 10, 12.0),
    )
    found = Decay(
        check("parking-after-reconviction", "parking", "as usual"), 110, 30, weeks, Ratio(0.9, 0.8, 1.0, 0.8, 1.2), ()
    )
    chart = decay_chart(found)
    assert chart is not None
    # The last: 10 contacts of 20 people, against 12 expected of them.
    assert chart.table.iloc[:, 1:].to_numpy().tolist() == [["c"] * 3, ["c"] * 3, ["0.60", "0.50", "20"]]
    assert "0.90 times as often (95% interval 0.80 to 1.00)" in chart.alt
    assert chart.alt.endswith(
        "reconvicted while followed: as usual. Weeks 13 to 16: 0.60 not yet, 0.50 already reconvicted."
    )


def test_the_ratio_of_each_pathway_is_shown_but_of_few():
    ratio = Ratio(0.9, 0.8, 1.0, 0.8, 1.2)
    groups = (
        Followed(1, 40, 4, None),
        Followed(2, 60, 25, None),
        Followed(3, 100, 40, ratio),
        Followed(4, 90, 35, ratio),
    )
    found = Decay(check("parking-after-reconviction", "parking", "as usual"), 290, 104, (), ratio, groups)
    chart = pathways_chart(found)
    assert chart is not None
    # 4 of 40 are too few to show, and 25 of 60 go with them, or 4 would be 104 less the others.
    assert chart.table.iloc[:, 1:].to_numpy().tolist() == [
        ["c"] * 3, ["c"] * 3, ["100", "40", "0.90 (0.80 to 1.00)"], ["90", "35", "0.90 (0.80 to 1.00)"], ["290", "104", "0.90 (0.80 to 1.00)"],
    ]  # fmt: skip
    assert "Pathway 2" not in chart.alt


def test_a_band_of_few_not_met_is_hidden_in_everybody_and_in_those_met():
    people = {"Low": (100, 91), "Medium": (100, 60), "High": (80, 60), "Very high": (50, 20)}
    groups = [
        Group(within, band, Sums(n[at], 1.0 * n[at], 1.5 * n[at]))
        for at, within in enumerate(("everybody", "met since release"))
        for band, n in people.items()
    ]
    chart = after_chart(groups)
    assert chart is not None
    # 9 of the low were not met; the high, of whom the next fewest were not, go with them, met and in all.
    assert chart.table["People"].tolist() == ["c", "100", "c", "50", "c", "60", "c", "20"]


def test_a_quarter_of_few_engaged_is_hidden_with_another():
    sizes = ((9, 40), (30, 40), (35, 45), (50, 41))
    quarters = [
        Quarter(date(2012, 1 + 3 * at, 1), yes, no, Estimate(yes + no, -0.2, -0.5, 0.1), True)
        for at, (yes, no) in enumerate(sizes)
    ]
    chart = quarters_chart(quarters)
    assert chart is not None
    assert chart.table["Engaged"].tolist() == ["35", "50"]
    assert chart.key == "2 of 4 quarters hold too few people to be shown."


def test_a_change_says_which_way_its_interval_goes():
    way = {"down": "shorter", "up": "longer"}
    assert change(-0.04, -0.2, 0.3, "minutes", **way) == (
        "no different to one decimal (95% interval 0.2 shorter to 0.3 longer)"
    )
    assert change(2.0, 1.0, 3.0, "minutes", **way) == "2.0 minutes longer (95% interval 1.0 to 3.0 longer)"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(-0.04, 0.7, "0.0 to 0.7 longer"), (-0.7, 0.04, "0.0 to 0.7 shorter"), (-0.04, 0.04, "0.0 to 0.0"), (-0.06, 0.7, "0.1 shorter to 0.7 longer")],
)  # fmt: skip
def test_an_end_that_rounds_to_nought_goes_neither_way(low, high, said):
    assert interval(low, high, down="shorter", up="longer") == f"95% interval {said}"
