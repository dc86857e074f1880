"""The page What changed, by AppTest, on small data files: both sides are named, and what is too small is not there."""

from __future__ import annotations


def test_a_contract_paid_by_volume_has_words_and_no_chart(data, open_page):
    app = open_page(data, "what_changed", contract="crs", since="2014-04-30")
    assert not app.exception
    assert "is paid for referrals" in app.title[0].value
    assert not app.get("plotly_chart")
    assert app.query_params["since"] == "30 April 2014"
    assert "as at 30 June 2014; compared with: 30 April 2014" in app.caption[0].value


def test_a_cohort_too_small_on_either_side_is_not_there(tiny_data, open_page):
    """Doncaster's second cohort has seven people on 31 March 2014, and 47 on 30 June: both are left out."""
    app = open_page(tiny_data, "what_changed", contract="doncaster")
    assert not app.exception
    assert app.query_params["since"] == "31 March 2014, end of a quarter"
    assert "cohort 2: its figures are hidden" in app.markdown[0].value
    assert "Nothing moved in cohort 1" in app.markdown[0].value
    shown = " ".join([*(table.value.to_csv() for table in app.table), *(one.value for one in app.header)])
    assert "ohort 2" not in shown
    assert app.header[-1].value == "What is counted, and what to know"
