"""Every page, by AppTest, on a small data file."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from releases import DONCASTER, TIMEOUT, Releases, publish
from streamlit.testing.v1 import AppTest

from throughgate import PROJECT, results
from throughgate.methods.disclosure import is_small
from throughgate.show import summary, words
from throughgate.store.reader import QueryError, open_data

PAGES = ("board_summary", "reconviction_trends", "data_and_definitions")
CONTRACTS = {
    "doncaster": "HMP Doncaster",
    "peterborough": "HMP Peterborough",
    "broward": "Broward County",
    "crc": "Northshire CRC",
    "crs": "Northshire CRS",
    "community-sentences": "Northshire community sentences",
    "penalty-clause": "Northshire penalty clause",
}
AS_AT = date(2014, 6, 30)


def text_of(app) -> str:
    """Every word of a page: sentences, captions, boxes, tables, and the charts with their alt texts."""
    parts = [
        element.value
        for kind in (app.title, app.header, app.subheader, app.markdown, app.caption, app.info)
        for element in kind
    ]
    parts += [f"{box.label} {box.value}" for box in app.metric]
    parts += [table.value.to_csv() for table in app.table]
    parts += [drawn(chart) + chart.proto.alt for chart in app.get("plotly_chart")]
    return "\n".join(parts)


def drawn(chart) -> str:
    """What a chart holds, as text: Plotly writes < and > in codes, which would hide what is looked for."""
    return json.dumps(json.loads(chart.proto.spec), ensure_ascii=False)


def rates(folder: Path, contract: str, as_at: date = AS_AT, **kwargs):
    reader = open_data(folder)
    return results.cohort_rates(reader, results.read_contract(reader, contract).terms, as_at, **kwargs)


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_every_contract_says_what_it_shows(data, open_page, page, contract):
    app = open_page(data, page, contract=contract)
    assert not app.exception
    assert len(app.title) == 1
    assert app.caption[0].value.startswith(f"You are looking at {CONTRACTS[contract]}, ")
    assert "Management information, not official statistics." in app.caption[0].value
    assert app.sidebar.caption[0].value in app.caption[0].value
    assert ("Synthetic people." in app.caption[0].value) is (contract != "broward")
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


@pytest.mark.parametrize("page", PAGES)
def test_no_page_holds_a_pseudonym_or_a_refused_value(data, open_page, page):
    assert "secret" not in text_of(open_page(data, page, contract="broward"))
    assert "secret" not in text_of(open_page(data, page))


def test_the_headline_is_the_rate_of_the_results(data, open_page):
    app = open_page(data, "reconviction_trends")
    cohort = next(r for r in rates(data, "doncaster") if r.cohort.id == "cohort-1")
    assert app.metric[0].value == f"{100 * cohort.binary.rate:.1f}%"
    assert words.rate(cohort.binary) in app.markdown[0].value


@pytest.mark.parametrize("as_at", ["2012-07-31", "2014-06-30"])
@pytest.mark.parametrize("page", PAGES[1:])
def test_a_contract_paid_by_volume_shows_no_rate_of_its_own(data, open_page, page, as_at):
    app = open_page(data, page, contract="crs", as_at=as_at)
    assert not app.exception
    assert not app.metric
    assert not app.get("plotly_chart")
    if page != "data_and_definitions":
        assert app.title[0].value == "Northshire CRS is paid for referrals and starts, and measures no reconviction"
    told = "\n".join(element.value for kind in (app.title, app.caption, app.markdown) for element in kind)
    assert not re.search(r"\d%|\bn = |nobody released|reconviction rate", told)
    assert "people released" not in told


def test_the_board_gives_no_rate_of_a_contract_paid_by_volume(data, open_page):
    app = open_page(data, contract="crs", since="pack-9")
    others = [table.value for table in app.table if "Contract and cohort" in table.value]
    own = [
        row for table in others for row in table.to_dict("records") if "Northshire CRS" in row["Contract and cohort"]
    ]
    assert len(own) == len(others) == 1
    assert not re.search(r"\d%|\bn = ", "".join(str(value) for row in own for value in row.values()))
    # The link names a pack that nobody issued: nothing else is shown in its place without a word.
    assert any("no board pack before it" in box.value for box in app.info)


@pytest.mark.parametrize("page", PAGES)
def test_a_contract_that_counts_cautions_does_not_speak_of_courts_alone(data, open_page, page):
    said = text_of(open_page(data, page, contract="crc"))
    assert "caution" in said
    assert "convicted at court for an offence" not in said
    assert "Out-of-court disposals do not count" not in said
    assert "roven to reoffend" in said


def test_peterborough_leads_with_events(data, open_page):
    app = open_page(data, "reconviction_trends", contract="peterborough")
    cohort = next(r for r in rates(data, "peterborough") if r.cohort.id == "cohort-1")
    assert app.metric[0].value == f"{cohort.frequency.events_per_100:.1f}"
    assert (
        app.title[0].value
        == f"Cohort 1 had {cohort.frequency.events_per_100:.1f} reconviction events for each 100 people released"
    )


def test_a_rate_so_far_is_never_set_against_the_baseline(data, open_page):
    app = open_page(data, "reconviction_trends", contract="doncaster", as_at="2013-06-30")
    assert "too early" in app.title[0].value
    assert "cannot tell" in [box.value for box in app.metric]
    assert "percentage points" not in app.markdown[0].value


@pytest.mark.parametrize("page", PAGES)
def test_what_stands_in_for_what_is_said_on_every_page(data, open_page, page):
    said = text_of(open_page(data, page, contract="broward"))
    for note in next(c for c in results.read_contracts(open_data(data)) if c.terms.id == "broward").terms.notes:
        assert note in said


def test_refusals_are_counted_by_reason(data, open_page):
    app = open_page(data, "data_and_definitions", contract="broward")
    assert app.title[0].value == "307 of 7,214 rows of source broward were refused"
    refused = next(table.value for table in app.table if "First line" in table.value)
    assert refused.iloc[0].tolist()[-2:] == ["307", "2"]


@pytest.mark.parametrize(
    ("query", "caption"),
    [
        ({"contract": "peterborough"}, "HMP Peterborough"),
        ({"contract": "HMP Peterborough"}, "HMP Peterborough"),
        ({"as_at": "2014-02-11"}, "as at 11 February 2014"),
        ({"as_at": "11 February 2014"}, "as at 11 February 2014"),
        ({"contract": "broward", "as_at": "2014-12-31"}, "as at 31 December 2014"),
        ({"snapshot": "a1b2"}, "as at 30 June 2014"),
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_a_link_is_honoured(data, open_page, page, query, caption):
    app = open_page(data, page, **query)
    assert caption in app.caption[0].value
    assert not app.info
    assert set(query) <= set(app.query_params)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"contract": "nowhere"}, "No contract 'nowhere' is in these data"),
        ({"as_at": "2099-01-01"}, "1 January 2099 is not a day"),
        ({"as_at": "2014-02-30"}, "2014-02-30 is not a day"),
        ({"as_at": "1999-01-01"}, "1 January 1999 is not a day"),
        ({"as_at": "![x](http://evil.example/x.png)"}, "xhttpevilexamplexpng is not a day"),
    ],
)
def test_a_link_that_does_not_fit_falls_back_and_says_so(data, open_page, query, told):
    app = open_page(data, **query)
    assert not app.exception
    assert "HMP Doncaster" in app.caption[0].value
    assert "as at 30 June 2014" in app.caption[0].value
    assert told in app.info[0].value


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"contract": "<script>"}, "No contract 'script' is in these data"),
        ({"as_at": "2013-02-31"}, "2013-02-31 is not a day"),
    ],
)
@pytest.mark.parametrize("page", ["payment", "scenario"])
def test_a_page_that_puts_a_cohort_into_words_still_says_so_once(data, monkeypatch, page, query, told):
    monkeypatch.setenv("THROUGHGATE_DATA", str(data))
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=TIMEOUT)
    app.switch_page(f"pages/{page}.py")
    for key, value in (query | {"cohort": "cohort-1"}).items():
        app.query_params[key] = value
    app.run()
    assert app.selectbox(key="cohort").value == "cohort-1"
    assert told in app.info[0].value
    assert not app.run().info


def test_choices_hold_across_pages(data, open_page):
    app = open_page(data)
    app.selectbox(key="contract").set_value("peterborough").run()
    app.selectbox(key="as_at").set_value("2013-12-31").run()
    for page in PAGES:
        app.switch_page(f"pages/{page}.py").run()
        assert "HMP Peterborough" in app.caption[0].value
        assert "as at 31 December 2013" in app.caption[0].value


def test_a_date_beyond_the_next_contracts_data_becomes_its_latest_and_is_told(data, open_page):
    app = open_page(data, contract="broward", as_at="2015-03-31")
    app.selectbox(key="contract").set_value("doncaster").run()
    assert "as at 30 June 2014" in app.caption[0].value
    assert "31 March 2015 is not a day that the data of HMP Doncaster reach" in app.info[0].value


@pytest.mark.parametrize("page", PAGES)
def test_with_nothing_published_a_page_says_what_to_run(tmp_path, open_page, page):
    app = open_page(tmp_path, page) if page == "board_summary" else open_page(tmp_path)
    assert not app.exception
    assert app.title[0].value == "There are no data to show yet"
    assert "throughgate demo" in app.markdown[0].value


def test_a_damaged_pointer_is_said_and_not_shown_as_an_error_of_ours(tmp_path, open_page):
    (tmp_path / "published.json").write_text("{")
    app = open_page(tmp_path)
    assert not app.exception
    assert app.title[0].value == "The data cannot be read"
    assert [error.value for error in app.error] == [words.CANNOT_READ]
    logged = json.loads((tmp_path / "logs" / "throughgate.jsonl").read_text().splitlines()[-1])
    assert (logged["event"], logged["fault"]) == ("dashboard cannot read the data", "SnapshotError")


@pytest.mark.parametrize("page", ["board_summary", "reconviction_trends"])
def test_a_query_that_fails_shows_neither_paths_nor_the_databases_words(data, tmp_path, open_page, monkeypatch, page):
    folder = tmp_path / "data"
    shutil.copytree(data, folder)

    def fail(*args, **kwargs):
        raise QueryError("queries/trends/rates_by_cohort.sql: Binder Error: secret")

    monkeypatch.setattr(results, "cohort_rates", fail)
    app = open_page(folder, page)
    assert not app.exception
    assert app.title[0].value == "The data cannot be read"
    assert "Binder" not in text_of(app) + "".join(error.value for error in app.error)
    logged = (folder / "logs" / "throughgate.jsonl").read_text()
    assert "QueryError" in logged
    assert "secret" not in logged


def test_a_page_that_is_opened_without_the_frame_lays_it_out(data, open_page, monkeypatch):
    app = open_page(data, "reconviction_trends")
    assert [box.key for box in app.selectbox] == ["contract", "as_at", "snapshot"]


def test_newly_published_data_are_taken_up_and_told(data, tmp_path, open_page):
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    app = open_page(folder)
    before = app.metric[0].value
    publish(folder, DONCASTER[1:], at=datetime(2026, 11, 21, 22, 15, tzinfo=UTC), snapshot_id="ffeeddccbbaa")
    app.run()
    assert app.info[0].value == "New data were published on 21 November 2026 at 22:15 (UTC); this page now shows them."
    assert [box.value for box in app.metric][0] != before
    app.run()
    assert not app.info


def test_no_warning_follows_once_new_data_are_taken_up(data, tmp_path, open_page):
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    app = open_page(folder, "reconviction_trends")
    publish(folder, DONCASTER[1:], at=datetime(2026, 11, 22, 22, 15, tzinfo=UTC), snapshot_id="ffeeddccbbaa")
    app.run()
    assert app.selectbox(key="snapshot").options == ["Newest", "21 November 2026 at 21:05 (UTC), a1b2c3d4"]
    app.switch_page("pages/board_summary.py").run()
    assert not app.info


def test_contract_and_day_stand_in_the_url_also_by_default(data, open_page):
    app = open_page(data)
    assert app.query_params["contract"] == "HMP Doncaster"
    assert app.query_params["as_at"] == "30 June 2014"
    assert "snapshot" not in app.query_params


def test_a_link_to_the_latest_day_keeps_to_it_when_there_are_newer_data(tmp_path, open_page):
    publish(tmp_path, (*DONCASTER[:2], Releases("HMP Doncaster", "2012-10-01", "2014-08-31", 900, 0.5, "2014-08-31")))
    app = open_page(tmp_path, contract="HMP Doncaster", as_at="30 June 2014")
    assert "as at 30 June 2014" in app.caption[0].value
    assert "as at 30 June 2014" not in open_page(tmp_path).caption[0].value


def test_a_pinned_snapshot_stays_when_new_data_come(data, tmp_path, open_page):
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    app = open_page(folder, snapshot="a1b2c3d4e5f6")
    before = app.metric[0].value
    publish(folder, DONCASTER[2:], at=datetime(2026, 11, 21, 22, 15, tzinfo=UTC), snapshot_id="ffeeddccbbaa")
    app.run()
    assert not app.info
    assert app.metric[0].value == before


def test_small_groups_are_hidden_everywhere(tiny_data, open_page):
    seven = next(r for r in rates(tiny_data, "doncaster") if r.cohort.id == "cohort-2")
    assert is_small(seven.binary.n, seven.binary.reconvicted)
    for page in PAGES:
        app = open_page(tiny_data, page, contract="doncaster")
        said = text_of(app)
        assert words.rate(seven.binary) not in said
        assert f"n = {seven.binary.n}," not in said
        assert not re.search(rf"\b{seven.binary.n} people", said)
    assert "c" in next(t.value for t in app.table if "People counted" in t.value)["People counted"].tolist()


def test_a_small_cohort_hides_no_other(tiny_data, open_page):
    app = open_page(tiny_data, "reconviction_trends", contract="doncaster")
    assert "percentage points lower than its baseline's" in app.title[0].value
    assert "Against baseline" in [box.label for box in app.metric]
    cohorts = next(table.value for table in app.table if "Follow-up" in table.value and "Cohort" in table.value)
    assert cohorts.set_index(cohorts["Cohort"].str.split(",").str[0])["People"].tolist()[:2] == ["882", "127"]
    found = rates(tiny_data, "doncaster")
    terms = results.read_contract(open_data(tiny_data), "doncaster").terms
    assert summary.cohort_table(found, terms, AS_AT)["People"].tolist()[:3] == ["882", "127", "c"]


def test_discharges_that_no_contract_counts_are_told(tmp_path, open_page):
    few = Releases("HMP Elsewhere", "2012-01-01", "2012-03-31", 4, 0.5)
    publish(tmp_path, (*DONCASTER[:1], Releases("HMP Nowhere", "2012-01-01", "2012-12-31", 40, 0.5), few))
    app = open_page(tmp_path, "data_and_definitions", contract="doncaster")
    told = next(table.value for table in app.table if "Establishment" in table.value)
    assert told.to_numpy().tolist() == [["HMP Nowhere", "made up", "40"], ["HMP Elsewhere", "made up", "c"]]


def test_with_every_discharge_counted_that_is_said(data, open_page):
    assert "Every establishment in the data belongs to a contract's cohort." in text_of(
        open_page(data, "data_and_definitions")
    )


def test_hidden_months_leave_no_trace_in_charts_and_tables(tiny_data, open_page):
    app = open_page(tiny_data, "reconviction_trends", contract="doncaster")
    months = next(r for r in rates(tiny_data, "doncaster", grouped_by="month") if r.cohort.id == "cohort-1").groups
    small = [date.fromisoformat(g.name) for g in months if is_small(g.binary.n, g.binary.reconvicted)]
    assert small
    charts = "".join(drawn(chart) for chart in app.get("plotly_chart"))
    assert "Baseline year 2009, December 2009<br>" in charts
    assert not [month for month in small if f"Cohort 1, {month:%B %Y}<br>" in charts]
    tables = [t.value for t in app.table if "Released" in t.value and "Follow-up" in t.value]
    hidden = [row for table in tables for row in table.to_dict("records") if row["People"] == "c"]
    assert hidden
    assert all(value == "c" for row in hidden for name, value in row.items() if "interval" in name)
    assert any("are hidden so that nobody can be recognised" in caption.value for caption in app.caption)
