"""The page Board summary, by AppTest, on a small data file."""

from __future__ import annotations


def test_the_quarter_moves_the_day_of_the_whole_dashboard_and_follows_it(data, open_page):
    app = open_page(data, contract="doncaster", as_at="2014-02-10")
    assert not app.exception
    assert app.selectbox(key="quarter_reviewed").value == "January to March 2014"
    app.selectbox(key="quarter_reviewed").set_value("October to December 2013").run()
    assert not app.exception
    assert app.selectbox(key="as_at").value == "2013-12-31"
    assert app.query_params["as_at"] in ("31 December 2013", ["31 December 2013"])
    headers = [one.value for one in app.header]
    assert headers[0] == "Every cohort, and the money"
    assert {"What to make of it", "Every contract"} <= set(headers)
    overview = next(table.value for table in app.table if "Next day" in table.value)
    words = {"On course", "Off course", "Met", "Missed", "Cannot tell yet", "No target"}
    assert set(overview["Status"]) <= words


def test_a_contract_paid_by_volume_has_no_chart_and_no_target(data, open_page):
    app = open_page(data, contract="crs")
    assert not app.exception
    assert not app.get("plotly_chart")
    assert "nobody is followed up" in " ".join(one.value for one in app.markdown)
