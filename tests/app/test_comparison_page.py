"""The Comparison page, by AppTest: it opens for every contract, with a stored comparison group and without."""

from __future__ import annotations

import json
import re
import shutil

import duckdb
import pytest
from releases import DONCASTER, publish, words_of

from throughgate.show.comparison import lead
from throughgate.terms import read_all_terms

ALL = [contract.id for contract in read_all_terms()]
MADE = "2014-03-31"
MODEL = {
    "names": ["age at discharge (years)"], "coefficients": [0.1], "se": [0.05], "intercept": -1.0, "intercept_se": 0.2, "sd_logit": 1.0,
    "caliper_logits": 0.2, "achieved_ratio": 1.0, "left_out": {},
}  # fmt: skip
FILL = """
    INSERT INTO matched_person
    WITH own AS (SELECT * FROM cohort_at(DATE '2014-03-31') WHERE contract_id = 'doncaster' AND reason_left_out IS NULL),
    pair AS (
        SELECT a.person_number AS ours, b.person_number AS theirs, row_number() OVER () - 1 AS number
        FROM (SELECT *, row_number() OVER (ORDER BY person_number) AS place FROM own WHERE cohort_id = $cohort) AS a
        JOIN (SELECT *, row_number() OVER (ORDER BY person_number) AS place FROM own WHERE cohort_id = 'baseline-2009') AS b
        USING (place) WHERE place % 20 > 0
    )
    SELECT $cohort, person_number, person_id, is_treated, 0.01 * (person_number % 40), CASE WHEN number IS NULL THEN 0 ELSE 1 END, number
    FROM (SELECT *, cohort_id = $cohort AS is_treated FROM own WHERE cohort_id IN ($cohort, 'baseline-2009')) AS candidate
    LEFT JOIN pair ON candidate.person_number = CASE WHEN is_treated THEN pair.ours ELSE pair.theirs END
"""
"""The nth of the cohort with the nth of the baseline, every twentieth left out."""


@pytest.fixture(scope="module")
def matched_data(tmp_path_factory):
    """Doncaster's people with a comparison group for the first and the second cohort, as known on 31 March 2014."""
    folder = tmp_path_factory.mktemp("matched")
    path = publish(folder, DONCASTER)
    path.chmod(0o644)
    with duckdb.connect(str(path)) as connection:
        for cohort in ("cohort-1", "cohort-2"):
            connection.execute(
                "INSERT INTO matching SELECT ?, 'doncaster', ?, 'baseline-2009', ?, '2026-11-22T11:30:00+00:00', terms_sha256, 1, 0.2, false, 7, ? "
                "FROM contract WHERE contract_id = 'doncaster'",
                [cohort, cohort, MADE, json.dumps(MODEL)],
            )
            connection.execute(FILL, {"cohort": cohort})
    return folder


@pytest.mark.parametrize("contract", ALL)
def test_without_a_comparison_group_the_page_says_what_to_run(data, open_page, contract):
    app = open_page(data, "comparison", contract=contract)
    assert not app.exception
    assert not app.error
    title = app.title[0].value
    assert title == lead.NOTHING or "paid by volume" in title
    assert (title == lead.NOTHING) == ("`throughgate match " in words_of(app))
    assert not app.metric


def test_with_one_the_finding_leads_and_nobody_is_named(matched_data, open_page):
    app = open_page(matched_data, "comparison", contract="doncaster", cohort="cohort-1")
    assert not app.exception
    assert not app.error
    assert "in the matched comparison group" in app.title[0].value
    text = words_of(app)
    assert [box.label for box in app.metric] == [
        "Reconvicted: cohort 1", "Reconvicted: comparison group", "Difference", "Balance after matching",
    ]  # fmt: skip
    assert "no proof that the service made it" in text
    assert "Chance of being in the cohort" in text
    assert "secret" not in text


def test_a_cohort_still_followed_up_says_so(matched_data, open_page):
    """On 30 June 2014 those out by the end of 2012 are complete, a quarter or less of cohort 2."""
    app = open_page(matched_data, "comparison", contract="doncaster", cohort="cohort-2")
    assert not app.exception
    assert app.title[0].value.startswith(("So far, ", "It cannot yet "))
    assert "follow-up was complete on 30 June 2014" in words_of(app)


def test_a_cohort_without_one_is_not_offered_and_a_link_to_it_is_told(matched_data, open_page):
    app = open_page(matched_data, "comparison", contract="doncaster", cohort="cohort-3")
    assert not app.exception
    assert app.selectbox(key="cohort").options == ["Cohort 1", "Cohort 2"]
    assert app.selectbox(key="cohort").value == "cohort-1"
    assert any(
        "No comparison group of 'Cohort 3'" in text or "No comparison group of 'cohort-3'" in text for text in told(app)
    )


def told(app) -> list[str]:
    return [element.value for kind in (app.info, app.warning, app.markdown, app.caption, app.toast) for element in kind]


def test_it_opens_on_the_latest_cohort_with_complete_follow_up(matched_data, open_page):
    app = open_page(matched_data, "comparison", contract="doncaster")
    assert app.selectbox(key="cohort").value == "cohort-1"
    assert not app.title[0].value.startswith("So far")


def test_no_exact_number_of_people_stands_on_it(matched_data, open_page, tmp_path):
    """Numbers of candidates and of people matched, counted in a copy of the file; no other number here is of that size."""
    copy = shutil.copyfile(next((matched_data / "snapshots").iterdir()), tmp_path / "copy.duckdb")
    with duckdb.connect(str(copy), read_only=True) as connection:
        exact = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE weight > 0) FROM matched_person WHERE match_id = 'cohort-1' GROUP BY is_treated"
        ).fetchall()
    text = words_of(open_page(matched_data, "comparison", contract="doncaster", cohort="cohort-1"))
    numbers = {number for side in exact for number in side}
    assert all(number % 10 for number in numbers)
    assert not {str(number) for number in numbers} & set(re.findall(r"\d+", text))
    assert all(f"about {round(number, -1)}" in text for number in (side[1] for side in exact))


def test_before_it_was_made_the_page_says_which_day_to_match(matched_data, open_page):
    app = open_page(matched_data, "comparison", contract="doncaster", as_at="2014-02-28")
    assert not app.exception
    assert app.title[0].value == lead.ONLY_LATER
    assert "throughgate match doncaster --as-at 2014-02-28" in words_of(app)
    assert not app.metric
