"""The page Adjusted baseline, by AppTest: with scores, without, without a baseline, and by links."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import releases

from throughgate import PROJECT

PAGE = "adjusted_baseline"


@pytest.fixture(scope="module")
def scored_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Broward, everybody with a decile of 1 to 10; a third of the people released later have the one below."""
    folder = tmp_path_factory.mktemp("scored")
    insert = releases._insert

    def with_scores(connection, table, rows):
        if table == "discharge":
            at = np.arange(len(rows))
            lower = (at > len(rows) / 3) & (at % 3 == 0)
            rows = rows.assign(risk_score=np.maximum(at % 10 + 1 - lower, 1), risk_scheme="COMPAS general decile")
        insert(connection, table, rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releases, "_insert", with_scores)
        releases.publish(folder, releases.BROWARD)
    return folder


@pytest.fixture(scope="module")
def scored_control(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Peterborough and its comparison pools, scores of 20 to 79 spread over everybody."""
    folder = tmp_path_factory.mktemp("control")
    build = releases.build

    def with_scores(connection, contracts):
        build(connection, contracts)
        connection.execute("UPDATE cohort_member SET ogrs3_one_year_percent = 20 + rowid % 60")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releases, "build", with_scores)
        releases.publish(folder, releases.PETERBOROUGH)
    return folder


def words_of(app) -> str:
    kinds = (app.title, app.header, app.markdown, app.caption)
    parts = [element.value for kind in kinds for element in kind]
    parts += [f"{box.label} {box.value}" for box in app.metric] + [table.value.to_csv() for table in app.table]
    return "\n".join(parts + [chart.proto.alt for chart in app.get("plotly_chart")])


def test_with_scores_every_part_is_there(scored_data, open_page):
    app = open_page(scored_data, PAGE, contract="broward")
    assert not app.exception
    assert "the baseline half-year 2013" in app.title[0].value
    assert [box.label for box in app.metric] == ["Baseline", "Cohort 1", "Recommended", "Mean score"]
    assert app.metric[3].value.endswith("lower")
    assert [header.value for header in app.header] == [
        "By how much each method moves the baseline", "Who was released: the scores of both groups",
        "Does the score foretell being charged again?", "What would overturn it",
        "The model, to be worked out again by anybody", "What is counted, and what to know",
    ]  # fmt: skip
    assert "secret" not in words_of(app)
    assert "reconvicted" not in words_of(app), "what is counted is charges"


def test_a_complete_control_has_every_part_and_is_nowhere_called_a_baseline(scored_control, open_page):
    app = open_page(scored_control, PAGE, contract="peterborough", cohort="cohort-1")
    assert not app.exception
    assert [header.value for header in app.header] == [
        "By how much each method moves the control", "Who was released: the scores of both groups",
        "Does the score foretell reconviction?", "What would overturn it",
        "The model, to be worked out again by anybody", "What is counted, and what to know",
    ]  # fmt: skip
    assert "Reweighted control,The contract's own" in words_of(app)
    assert "The trigger of 10% (published)" in words_of(app)
    assert "baseline" not in words_of(app).lower()


def test_a_control_still_followed_up_shows_the_scores_and_when_the_rest_comes(scored_control, open_page):
    app = open_page(scored_control, PAGE, contract="peterborough", cohort="cohort-2")
    assert not app.exception
    assert [header.value for header in app.header] == [
        "Who was released: the scores of both groups", "What is still to come", "What is counted, and what to know",
    ]  # fmt: skip
    assert "complete on 30 December 2015" in words_of(app)  # 18 months after 30 June 2014
    assert "baseline" not in words_of(app).lower()


def test_the_caption_names_the_cohort_shown_and_its_group(scored_control, open_page):
    app = open_page(scored_control, PAGE, contract="peterborough", cohort="cohort-2")
    assert (
        "cohort 2, people released July 2012 to June 2014, against the comparison pool for cohort 2"
        in app.caption[0].value
    )
    assert "ohort 1" not in app.caption[0].value


def test_every_chart_has_its_words_and_its_table(scored_data, open_page):
    app = open_page(scored_data, PAGE, contract="broward")
    assert [len(chart.proto.alt) > 60 for chart in app.get("plotly_chart")] == [True] * 3
    assert sum(expander.label == "Table of this chart" for expander in app.expander) == 3


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({"contract": "doncaster"}, "Too few people have a score to adjust the baseline"),
        ({"contract": "doncaster", "as_at": "2010-01-31"}, "There is no baseline to adjust for cohort 1"),
        ({"contract": "peterborough", "as_at": "2010-12-31"}, "It is too early to adjust a control for cohort 1"),
        ({"contract": "peterborough"}, "Weighted to the scores of cohort"),
    ],
)
def test_where_there_is_nothing_to_adjust_by_the_page_says_so_and_ends_as_every_page(data, open_page, query, title):
    app = open_page(data, PAGE, **query)
    assert not app.exception
    assert app.title[0].value.startswith(title)
    assert app.header[-1].value == "What is counted, and what to know"


@pytest.mark.parametrize("written", ["cohort-1", "Cohort 1"])
def test_a_cohort_named_in_the_link_is_looked_at_and_stands_in_the_address(data, open_page, written):
    app = open_page(data, PAGE, contract="doncaster", cohort=written)
    assert not app.exception
    assert "cohort 1" in app.title[0].value
    assert app.query_params["cohort"] == "Cohort 1"


def test_a_cohort_that_is_hidden_shows_nothing(tiny_data, open_page):
    app = open_page(tiny_data, PAGE, contract="doncaster", cohort="cohort-2")
    assert not app.exception
    assert app.title[0].value == "There is no baseline to adjust for cohort 2", "of cohort 2 there are seven people"
    assert not app.metric


def test_the_page_only_lays_out():
    assert len((PROJECT / "pages" / f"{PAGE}.py").read_text(encoding="utf-8").splitlines()) < 80
