"""What no sentence may say and what looks like it but may be said, written by hand; and what becomes of a sentence that may not."""

from __future__ import annotations

import json
import time

import pandas as pd
import pytest

from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import Chart, blank
from throughgate.show.words import Design, WordsError, guard
from throughgate.terms import find_contract, read_all_terms

CAUSE, PER_CENT, RANGE, TEST, SHORT = "caused", "per cent", "range", "significant", "shortens"
WRONG = (
    ("The service caused the fall in reconviction.", CAUSE),
    ("The rate is lower because of the service.", CAUSE),
    ("Mentoring reduced reconviction among those who engaged.", CAUSE),
    ("The programme led to fewer reconvictions.", CAUSE),
    ("The effect of the service is 3.1 percentage points lower.", CAUSE),
    ("Engagement cut reoffending by 12 events.", CAUSE),
    ("Thanks to the mentors 20 people were not reconvicted.", CAUSE),
    ("The fall is due to mentoring.", CAUSE),
    ("The difference is attributable to the provider.", CAUSE),
    ("This cannot be chance, so the service caused it.", CAUSE),
    ("It is not known who came; the pathway prevented reconvictions.", CAUSE),
    ("There is no doubt that the service caused the difference.", CAUSE),
    ("It not only caused the fall.", CAUSE),
    ("The impact on reconviction was large.", CAUSE),
    ("Fewer were reconvicted than in the baseline: the service worked.", CAUSE),
    ("Mentoring stopped people reoffending.", CAUSE),
    ("Mentors kept them from reoffending.", CAUSE),
    ("Reconviction halved because the service engaged people.", CAUSE),
    ("It made people less likely to be reconvicted.", CAUSE),
    ("Without the service, reconviction would be higher.", CAUSE),
    ("More of them would have been reconvicted but for the programme.", CAUSE),
    ("The rate is 5.7% lower than its baseline's.", PER_CENT),
    ("The rate fell by 5.7%.", PER_CENT),
    ("A reduction of 4% was seen.", PER_CENT),
    ("The rate is 3% points lower.", PER_CENT),
    ("The rate is 5.7 per cent points lower.", PER_CENT),
    ("There is a 5.7% difference between the two.", PER_CENT),
    ("The gap of 5.7% is more than chance.", PER_CENT),
    ("Reconviction rose 2.1%.", PER_CENT),
    ("The change is −5.7%.", PER_CENT),
    ("5.7% fewer people were reconvicted than before.", PER_CENT),
    ("The rate is lower by about 6 per cent.", PER_CENT),
    ("The rate fell by 5.7% of the baseline's people, who had 900 events.", PER_CENT),
    ("The final rate is projected at 54.9%.", RANGE),
    ("Cohort 2 is heading for a rate of 54.9%.", RANGE),
    ("Cohort 2 is heading for a rate of 54.9%.\n\nIts 95% range is 51.0% to 58.1%.", RANGE),
    ("Cohort 2 is likely to miss its target.", RANGE),
    ("It is very likely that some of the balance is paid.", RANGE),
    ("The expected payment is £1,940,000.", RANGE),
    ("The department would expect to pay £2.0 million for cohort 2.", RANGE),
    ("£5.5 million would be paid on average.", RANGE),
    ("Cohort 2 is heading for 54.9% (95% range 51.0% to 58.1%), and £5.5 million would be paid on average.", RANGE),
    ("142.0 events for each 100 people are projected.", RANGE),
    ("The rate will reach 54.9% in June 2015.", RANGE),
    ("The final rate is expected at 52.4%.", RANGE),
    ("We estimate a final rate of 52.4%.", RANGE),
    ("The projection is 52.4%; the interval of the baseline is 50% to 55%.", RANGE),
    ("The projection is 52.4%; the baseline's 95% interval is 50% to 55%.", RANGE),
    ("In 2012 it was 58.2%, and now it is on course for 52%.", RANGE),
    ("The payment is likely to be £2.0 million, with a 95% interval of the rate.", RANGE),
    ("The difference is significant.", TEST),
    ("Reconviction is significantly lower.", TEST),
    ("The rate is 5.7 pp lower.", SHORT),
)
RIGHT = (
    "Do not conclude what caused the difference.",
    "This is not an effect of the service.",
    "It cannot be told whether the service caused it.",
    "**Differences between pathways are not effects of pathways.** People are put on a pathway for their sentence.",
    "Nothing here is an effect of the service, and no group's rate is due to mentoring.",
    "Did the service cause the difference?",
    "Neither chance nor the service led to fewer reconvictions that anybody could tell.",
    "Offences that led to a conviction, by week of discharge.",
    "A true effect is how much lower the rate is for the people served than it would have been without the service.",
    "The department reduced the price to £1,000.",
    "The trend is not drawn because the service began in 2011.",
    "For some people fewer than 2 without the service were near enough, so fewer would have done.",
    "The projection is 52.4% (95% range 50.1% to 54.8%); the interval of the baseline is 50% to 55%.",
    "We estimate a final rate of 52.4%, range 50.1% to 54.8%.",
    "Reconviction, less that expected at the same OGRS scores, in percentage points.",
    "The rate is 5.7 percentage points lower than its baseline's.",
    "There were 8.4% fewer events than the matched control's.",
    "95% range 2.1% to 14.3% fewer events.",
    "The trigger is a fall of 10% in events.",
    "The mean number moved by 2.10% of the control's events down.",
    "The share is worse by more than 10% of the target.",
    "Referrals rose by 5.7% of the referrals of the year before.",
    "The rate fell from 58.2% to 52.5%.",
    "52.5% (50.0% to 55.0%) were reconvicted (95% interval).",
    "The 95% interval of the difference is 2.1 to 9.2 lower.",
    "The payment fell by 12% of the fee.",
    "The final rate is projected at **54.9%** (95% range 51.0% to 58.1%).",
    "Cohort 2 is heading for a rate of 54.9%, range 51.0% to 58.1%.",
    "Cohort 2 is likely to miss its target (71% chance).",
    "Cohort 2 is heading for 54.9% (95% range 51.0% to 58.1%), and £5.5 million would be paid on average (80% range £5.00m to £6.10m).",
    "The chance that the target is met is **3%**, so it is very likely to be missed.",
    "The payment is **£1,939,600** on average; in 80 of 100 cases it lies between £1,200,000 and £2,000,000.",
    "The department would expect to pay £1.5 million, between £1 million and £2 million.",
    "Too early to say where cohort 2 will land.",
    "It is too early to project the rate; 25.0% were reconvicted so far.",
    "People likely to be reconvicted may be moved out before release.",
    "Final rate by the day it was projected on, with 80% and 95% ranges.",
    "The difference is significant by the contract's test.",
    "Reconviction is significantly lower (p = 0.002).",
    "The target of a fall that is significant at the 5% level.",
    "The pp. 12 to 14 of the report say so.",
)


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_a_sentence_that_says_too_much_is_refused_by_its_rule(text, rule):
    assert rule in " ".join(broken.name for _, broken in words.faults(text))
    with pytest.raises(WordsError, match=rule):
        words.check(text)


@pytest.mark.parametrize("text", RIGHT)
def test_a_sentence_that_looks_alike_passes_as_it_is(text):
    assert words.faults(text) == []
    assert words.check(text) == text


def test_the_error_names_the_sentence_the_rule_and_the_remedy():
    with pytest.raises(WordsError) as refused:
        words.check("The rate is 52.5%. It fell by 5.7%. That is all.")
    said = "'It fell by 5.7%.' gives a difference of rates in per cent: give percentage points, or say of which events it is a per cent"
    assert str(refused.value) == said


def test_only_a_randomised_design_bears_a_cause_and_only_matching_an_association():
    caused, linked = "The service reduced reconviction.", "The service is associated with a lower rate."
    assert words.check(caused, design=Design.RANDOMISED) == caused
    with pytest.raises(WordsError, match="randomised"):
        words.check(caused, design=Design.MATCHED)
    assert words.check(linked, design=Design.MATCHED) == linked
    with pytest.raises(WordsError, match="not matched"):
        words.check(linked, design=Design.BEFORE_AFTER)
    assert words.check(f"It cannot be told whether {linked}", design=Design.DESCRIBED)


@pytest.mark.parametrize(
    ("contract", "design"),
    [("doncaster", Design.BEFORE_AFTER), ("peterborough", Design.MATCHED), ("crs", Design.DESCRIBED)],
)
def test_no_contract_is_stronger_than_it_was_designed(contract, design):
    assert words.design_of(find_contract(read_all_terms(), contract)) == design


def test_a_chart_a_block_and_a_box_are_checked():
    frame = pd.DataFrame({"Rate": ["52.5%"]})
    with pytest.raises(WordsError):
        Chart(blank(), "The rate fell by 5.7%.", frame)
    with pytest.raises(WordsError):
        Chart(blank(), "A chart.", frame, key="The service caused it.")
    good = Chart(blank(), "The rate fell from 58.2% to 52.5%.", frame)
    for name in ("heading", "subtitle", "words", "table_key"):
        said = {"heading": "Rates", "subtitle": "By year", "words": "", "table_key": ""} | {name: "It fell by 5.7%."}
        with pytest.raises(WordsError):
            Block(**said, key="rates", chart=good)
    assert words.check_box("Against baseline", "3.3 pp lower", "baseline 58.2%")[1] == "3.3 pp lower"
    assert words.check_box("Against control", "8.4% fewer", "events; control 155.0")
    with pytest.raises(WordsError):
        words.check_box("Against baseline", "5.7% lower", "")
    with pytest.raises(WordsError, match="range"):
        words.check_box("Projected rate", "54.9%", "")


def test_others_words_on_a_chart_are_theirs():
    chart = Chart(blank(), "Rates by year.", pd.DataFrame())
    assert chart.with_others_words(blank(), "Note 1: the service caused it.").alt.endswith(
        "Note 1: the service caused it."
    )


def test_a_finding_gives_a_rate_with_its_n():
    assert words.check_finding("Cohort 1", "52.5% (50.0% to 55.0%) of 1,571 people were reconvicted.")
    with pytest.raises(WordsError, match="number of people"):
        words.check_finding("Cohort 1", "52.5% (50.0% to 55.0%) were reconvicted.")


def test_on_a_board_s_screen_the_sentence_is_withheld_and_logged_without_its_figures(monkeypatch, tmp_path):
    monkeypatch.setattr(guard, "is_strict", lambda: False)
    monkeypatch.setenv("THROUGHGATE_DATA", str(tmp_path))
    said = words.check("52.5% were reconvicted. The service caused the fall to 52.5%. That is all.")
    assert said == f"52.5% were reconvicted. {words.WITHHELD} That is all."
    assert words.faults(words.WITHHELD) == []
    assert words.check_box("Change", "5.7% lower", "n = 20") == ("Change", "withheld", words.WITHHELD)
    logged = [json.loads(line) for line in (tmp_path / "logs/throughgate.jsonl").read_text().splitlines()]
    assert logged[0]["event"] == "sentence withheld"
    assert logged[0]["sentence"] == "The service caused the fall to ##.#%."
    assert not any(digit in logged[1]["sentence"] for digit in "0123456789")


def test_it_is_an_error_where_the_product_is_built(monkeypatch):
    assert guard.is_strict()
    monkeypatch.delenv("PYTEST_VERSION")
    assert not guard.is_strict()


NASTY = (
    "between 1 ", "between £1 ", "£1 would be ", "range 1 to ", "anywhere from 1 ", "projects ", "forecast ", "chance ", "expected to pay ",
    "1", "1,", "1% ", "+1% ", "fell by ", "cause ", "not cause ", "without the service ", "stopped people ", "the interval of the ",
)  # fmt: skip
LONG, MOST_SECONDS = 10_000, 2


@pytest.mark.parametrize("said", NASTY)
def test_no_text_takes_long_to_read(said):
    text = f"not {said * (LONG // len(said))} events"
    for rule in guard.OF_SENTENCES:
        before = time.process_time()
        rule.find(text, Design.DESCRIBED)
        assert time.process_time() - before < MOST_SECONDS, rule.name
