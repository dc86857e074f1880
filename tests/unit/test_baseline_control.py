"""The page Adjusted baseline of a cohort that is set against a control: complete, and while it is followed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from baseline_cases import AS_AT, case, control_terms, followed_up, looked
from figures import CONTRACTS

from throughgate.projection import PROJECTED, TOO_EARLY, Quantiles
from throughgate.results import ContractData
from throughgate.show.baseline import boxes as baseline_boxes
from throughgate.show.baseline import looked as baseline
from throughgate.show.baseline import methods, model, tipping, words
from throughgate.show.baseline.chart_methods import methods_chart
from throughgate.show.baseline.chart_scores import scores_chart


def control() -> baseline.Looked:
    """800 people weighted to 100, 400 and 300 at rates of 20, 50 and 80 per cent: 20 + 200 + 240 = 460, 57.5 per cent."""
    return looked(control_terms())


def words_of(of) -> str:
    """All that the page says of it in sentences, boxes and tables."""
    parts = [
        *words.head(of),
        words.caption(case(of.terms)[0].contract, AS_AT, "cohort-1"),
        str(baseline_boxes.boxes(of)),
    ]
    parts += [model.score_words(of), model.score_table(of).to_csv(), scores_chart(of).alt]
    if of.is_scored:
        rows = methods.rows(of)
        parts += [methods.heading(of), methods.subtitle(of), methods.gap_words(of), methods_chart(of, rows).alt]
        parts += [methods.methods_table(of, rows).to_csv(), methods.standing_table(of, rows).to_csv()]
        parts += [model.calibration_words(of), model.fitted(of), model.model_words(of), model.model_table(of).to_csv()]
        parts += [tipping.tipping_words(of), tipping.tipping_table(of).to_csv(), tipping.unmended(of)]
    return "\n".join(parts)


def test_where_a_cohort_ends_is_the_middle_of_its_draws_as_on_the_other_pages():
    ends = Quantiles(mean=142.5, p2_5=130.0, p10=135.0, p50=142.4, p90=149.0, p97_5=155.0)
    of = replace(control(), of=replace(control().of, status=PROJECTED, final_events=ends))
    assert "is projected to end at 142.4 events for each 100 (95% range 130.0 to 155.0)" in words.cohort_words(of)
    rates = Quantiles(mean=0.525, p2_5=0.5, p10=0.51, p50=0.524, p90=0.54, p97_5=0.55)
    assert baseline.own_rate(looked(status=PROJECTED, final_rate=rates)) == (0.524, 0.5, 0.55)


@pytest.mark.parametrize(
    ("contract", "cohort_id", "day", "said"),
    [
        ("peterborough", "cohort-2", AS_AT, "cohort 2, people released July 2012 to June 2014, against the comparison pool for cohort 2"),
        ("doncaster", "cohort-1", AS_AT, "cohort 1, people released October 2011 to September 2012, against the baseline year 2009"),
        ("doncaster", "cohort-3", date(2013, 1, 1), "cohort 3, people released from 1 October 2013, against the baseline year 2009"),
    ],
)  # fmt: skip
def test_the_caption_names_the_cohort_shown_and_whom_it_is_set_against(contract, cohort_id, day, said):
    data = ContractData(CONTRACTS[contract], AS_AT, AS_AT, is_synthetic=True)
    caption = words.caption(data, day, cohort_id)
    assert caption == f"{data.terms.name}, {said}, as at {day.day} {day:%B %Y}"


def test_a_projected_control_is_set_against_the_projected_cohort_never_against_counts_so_far():
    of = followed_up(control())
    ends = Quantiles(61.0, 55.5, 57.0, 61.0, 65.0, 67.2)
    of = replace(of, of=replace(of.of, final_events=ends))
    said = "Weighted to the scores of cohort 1, the comparison pool is projected to end at 57.5 reconviction events for each 100 people"
    assert words.title(of) == f"{said}, and cohort 1 at 61.0 (95% range 55.5 to 67.2)"
    assert words.title(replace(of, of=replace(of.of, status=TOO_EARLY))) == (
        "Weighted to the scores of cohort 1, the comparison pool is followed up still, and it is too early to say where cohort 1 will end"
    )


def test_the_weighted_rate_of_a_complete_control_has_its_interval():
    # (1/8)^2 x 0.16/200 + (4/8)^2 x 0.25/400 + (3/8)^2 x 0.16/200 = 0.00028125, of which the root is 0.01677.
    found = {name: (value, note) for name, value, note in baseline_boxes.boxes(control())}
    assert found["Reconvicted, weighted"] == ("57.5%", "final; 95% interval by chance 54.2% to 60.8%")
    assert found["Events per 100, weighted"] == ("57.5", "final; 95% interval by chance 54.2 to 60.8")


def test_a_control_still_followed_up_shows_where_its_draws_lie():
    ends = tuple(
        (Fraction(rate, 100), Fraction(events, 100)) for rate, events in ((54, 51), (56, 55), (57, 58), (58, 60))
    )
    found = {name: note for name, _, note in baseline_boxes.boxes(followed_up(control(), ends=ends))}
    assert (
        found["Reconvicted, weighted"]
        == "projected; 95% range of where the count will land 54.0% to 58.0%, chance left out"
    )
    assert (
        found["Events per 100, weighted"]
        == "projected; 95% range of where the count will land 51.0 to 60.0, chance left out"
    )


def test_a_complete_control_stands_beside_the_other_methods_as_the_contracts():
    rows = {row.method: row for row in methods.rows(control())}
    own = rows["reweighted-control"]
    assert (own.name, own.role, own.rate) == ("Reweighted control", "The contract's own", pytest.approx(0.575))
    assert [row.method for row in rows.values() if row.is_contracts] == ["reweighted-control"]
    assert rows["recalibration"].rate == pytest.approx(0.575, abs=1e-6)
    table = methods.standing_table(control(), tuple(rows.values())).set_index("Method")
    assert table.loc["Reweighted control", "Source and status"] == "The contract: clause 2 (published)"


def test_a_control_is_called_one_everywhere():
    assert "baseline" not in words_of(control()).lower()
    assert "baseline" not in words_of(followed_up(control())).lower()


def test_a_baseline_is_called_one_everywhere():
    assert "control" not in words_of(looked()).lower()


def test_while_a_control_is_followed_up_only_the_scores_are_shown_and_the_day_of_the_rest():
    of = followed_up(control())
    assert of.has_scores
    assert not of.is_scored
    assert scores_chart(of).table["Comparison pool, n = 800"].tolist() == ["25.0%", "50.0%", "25.0%"]
    assert "is complete on 30 June 2011" in words.to_come(of)  # 18 months after the last day of 2009


@pytest.mark.parametrize(
    ("again", "side", "by", "than"), [(420, "higher", "0.8", "8.7% fewer"), (400, "lower", "1.9", "13.0% fewer")]
)
def test_what_the_trigger_asks_of_the_control(again, side, by, than):
    """420 events for 800 are 52.5 for each 100, 90% of 58.33; the control has 57.5. 400 are 50.0, 90% of 55.56."""
    of = control()
    events = Quantiles(*[100 * again / 800] * 6)
    said = tipping.trigger_words(replace(of, of=replace(of.of, final_events=events)))
    assert than in said
    assert f"{by} {side}." in said
    assert "The trigger of 10% (assumed)" in said


def test_a_trigger_of_all_events_is_met_by_none_whatever_the_control_has():
    of = control()
    figures = of.terms.figures
    all_fewer = figures | {"trigger-cohort": figures["trigger-cohort"].model_copy(update={"value": Decimal("100.0")})}
    of = replace(of, terms=of.terms.model_copy(update={"figures": all_fewer}))
    said = tipping.trigger_words(replace(of, of=replace(of.of, final_events=Quantiles(*[52.5] * 6))))
    assert "8.7% fewer than the 57.5" in said
    assert said.endswith(
        "The trigger of 100.0% (assumed) is met by no events at all, and by nothing else, whatever the control has."
    )


def test_no_trigger_is_spoken_of_where_a_rate_is_judged_or_nothing_can_be_said_yet():
    assert tipping.trigger_words(looked()) == ""
    of = control()
    assert tipping.trigger_words(replace(of, of=replace(of.of, status=TOO_EARLY))) == ""
