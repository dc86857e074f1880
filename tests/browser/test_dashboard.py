"""Every page of the navigation, as people meet it. A new page joins by being in the navigation."""

from __future__ import annotations

import pytest
from dashboard import (
    LATENCY,
    PATIENCE,
    PHONE,
    broken_words,
    caption,
    choose,
    faults,
    go_to,
    headline,
    options,
    overflow,
    query,
    settle,
    throughgate,
    violations,
)
from playwright.sync_api import Page, expect

# On one worker, with one server and one browser. A mark set by a hook would come after xdist has read the groups.

DIFFER_BY_CONTRACT = ("Reconviction trends", "Payment")
CONTRACTS = {"HMP Doncaster": "doncaster", "HMP Peterborough": "peterborough"}


def test_the_navigation_holds_the_pages_of_this_release(dashboard):
    assert list(dashboard.pages) == [
        "Board summary", "What changed", "Reconviction trends", "Pathways", "Engagement", "Fair play", "Payment", "Adjusted baseline",
        "Subgroups", "Equity", "Comparison", "Scenario", "Ledger", "Data and definitions",
    ]  # fmt: skip


def test_the_contracts_of_the_demonstration_are_offered(dashboard):
    assert set(CONTRACTS) <= set(dashboard.contracts)


def test_every_page_opens_without_a_fault_and_so_does_what_differs_by_contract(dashboard):
    """Every page of the first contract; of the others those whose words and charts turn on how the contract pays.

    Then the window is made as narrow as a phone: nothing may be wider.
    """
    found = {}
    for number, (contract, asked) in enumerate(dashboard.contracts.items()):
        for title, path in dashboard.pages.items():
            if number and title not in DIFFER_BY_CONTRACT:
                continue
            with dashboard.opened(f"{path}?{asked}") as (page, noticed):
                wrong = faults(page) + noticed.errors + noticed.other_hosts + violations(page)
                if "synthetic people" not in caption(page).casefold():
                    wrong.append("does not say that the people are made up")
                page.set_viewport_size(PHONE)
                settle(page)
                wrong += [f"on a phone: {fault}" for fault in overflow(page)]
                if wrong:
                    found[contract, title] = wrong
    assert not found


def test_no_table_breaks_a_word_or_scrolls_on_a_phone(dashboard):
    """Each cell of a row stands beside the name of its column, and axe-core still finds nothing."""
    with dashboard.opened(viewport=PHONE) as (page, _):
        tables = page.locator('[data-testid="stTable"]:visible')
        assert tables.count() >= 2
        assert not [words for number in range(tables.count()) for words in broken_words(tables.nth(number))]
        cell = tables.first.locator("tbody tr").first.locator("td").nth(1)
        assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"At stake, at most"'
        # A reader of the screen still meets a table with its headings.
        assert page.get_by_role("columnheader", name="At stake, at most", exact=True).count() == 1
        assert not violations(page)


@pytest.mark.parametrize(("width", "in_a_row"), [(375, 1), (1280, 2), (1920, 4)])
def test_four_boxes_stand_in_even_rows(dashboard, width, in_a_row):
    with dashboard.opened("/?contract=doncaster", viewport={"width": width, "height": 900}) as (page, _):
        boxes = page.locator('[data-testid="stMetric"]').all()
        tops = [round(box.bounding_box()["y"]) for box in boxes]
        assert [tops.count(top) for top in dict.fromkeys(tops)] == [in_a_row] * (4 // in_a_row)
        cut = "value => [...value.querySelectorAll('*'), value].some(one => one.scrollWidth > one.clientWidth + 1)"
        assert not [box.inner_text() for box in boxes if box.locator('[data-testid="stMetricValue"]').evaluate(cut)]


@pytest.mark.parametrize("contract", CONTRACTS.values())
def test_the_rates_of_the_page_are_those_of_the_command_line(dashboard, rates, contract):
    with dashboard.opened(f"/reconviction_trends?contract={contract}") as (page, _):
        assert_same_rates(page, rates(contract))


def assert_same_rates(page: Page, document: dict) -> None:
    """The box at the head, and each cohort of the page's table, hold what `throughgate rates --json` prints."""
    cohorts = {cohort["cohort"]: cohort for cohort in document["cohorts"] if cohort["n"]}
    shown = headline(page)
    assert shown.value == f"{cohorts[shown.cohort]['rate']:.1%}"
    assert f"n = {cohorts[shown.cohort]['n']:,}" in shown.note
    tables = page.locator('[data-testid="stTable"]').all_text_contents()
    for name, cohort in cohorts.items():
        in_full = f"{cohort['rate']:.1%} ({cohort['low']:.1%} to {cohort['high']:.1%})"
        assert any(in_full in table for table in tables), f"{name}: {in_full}"


def test_the_payment_page_says_what_the_command_line_says(dashboard, projected):
    found = projected("doncaster", "cohort-2")
    with dashboard.opened("/payment?contract=doncaster&cohort=cohort-2") as (page, noticed):
        said = page.inner_text("body").replace("\N{WORD JOINER}", "")
        rate, payment = found["final_rate"], found["payment"]
        assert f"{rate['p50']:.1%} (95% range {rate['p2_5']:.1%} to {rate['p97_5']:.1%})" in said
        assert f"−£{abs(payment['expected_pence']) / 100:,.0f}" in said
        assert "Where the final rate is heading" in said, "what looks back over months fills its place too"
        assert not noticed.errors
        assert query(page).count("cohort=Cohort+2") == 1


def test_the_ledger_agrees_with_itself_and_names_nobody(dashboard):
    with dashboard.opened("/ledger?contract=doncaster&cohort=cohort-1") as (page, noticed):
        said = page.inner_text("body")
        assert "two computations agree to the penny" in said
        assert "P00" in said
        assert not noticed.errors


def test_a_scenario_is_shared_by_its_link(dashboard):
    with dashboard.opened("/scenario?contract=doncaster&cohort=cohort-2&doncaster-threshold=3") as (page, _):
        said = page.inner_text("body")
        assert "changed on screen" in said
        here = query(page)
    with dashboard.opened(f"/scenario?{here}") as (page, _):
        assert page.inner_text("body") == said


def test_contract_and_date_hold_across_pages_and_a_reload(dashboard):
    with dashboard.opened("/pathways") as (page, _):
        choose(page, "Contract", "HMP Peterborough")
        choose(page, "As at", options(page, "As at")[3])
        asked = query(page)
        assert "contract=" in asked
        assert "as_at=" in asked
        said = caption(page)
        go_to(page, "Reconviction trends")
        assert query(page) == asked
        assert caption(page) == said
        page.reload()
        settle(page)
        assert query(page) == asked
        assert caption(page) == said


def test_the_default_view_stands_in_the_url_and_back_leads_through_it(dashboard):
    with dashboard.opened("/") as (page, noticed):
        first = query(page)
        assert "contract=HMP+Doncaster" in first
        assert "as_at=30+June+2014" in first
        choose(page, "Contract", "HMP Peterborough")
        assert "contract=HMP+Peterborough" in query(page)
        page.go_back()
        page.wait_for_timeout(LATENCY)
        settle(page)
        assert "HMP Doncaster" in caption(page)
        assert sorted(query(page).split("&")) == sorted(first.split("&"))
        assert not faults(page) + noticed.errors


def test_a_link_by_id_and_date_opens_what_it_names(dashboard):
    asked = "/?contract=peterborough&as_at=2013-03-15"
    with dashboard.opened(asked) as (page, noticed):
        assert "HMP Peterborough" in caption(page)
        assert "15 March 2013" in caption(page)
        assert not faults(page) + noticed.errors


def test_a_link_to_what_is_not_there_says_so_and_shows_something(dashboard):
    with dashboard.opened("/?contract=nowhere&as_at=2099-01-01") as (page, _):
        said = " ".join(page.locator('[data-testid="stAlert"]').all_inner_texts())
        assert "nowhere" in said
        assert "1 January 2099" in said
        assert not faults(page)


def test_a_newly_published_file_is_announced_and_taken_up(other_dashboard, rates):
    with other_dashboard.opened("/reconviction_trends?contract=doncaster") as (page, noticed):
        assert_same_rates(page, rates("doncaster", data=other_dashboard.data))
        cohorts = page.locator('[data-testid="stTable"]').first
        before = cohorts.text_content()
        throughgate("demo", "--seed", "8", data=other_dashboard.data)
        announcement = page.locator('[data-testid="stAlert"]').filter(has_text="New data were published")
        expect(announcement).to_be_visible(timeout=PATIENCE)
        expect(cohorts).not_to_have_text(before, timeout=PATIENCE)
        # The demonstration publishes twice, and a page looks every five seconds.
        page.wait_for_timeout(6_000)
        settle(page)
        assert_same_rates(page, rates("doncaster", data=other_dashboard.data))
        go_to(page, "Board summary")
        assert not page.locator('[data-testid="stAlert"]').count()
        assert not faults(page) + noticed.errors
