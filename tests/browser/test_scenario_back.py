"""The Scenario page and the browser's Back and Forward: what stands in the address is what the page shows."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from dashboard import LATENCY, go_to, query, selector, settle
from playwright.sync_api import Page

THRESHOLD = "doncaster-threshold"
CONTRACTED = "5"
"""Percentage points: RS 18/12, section 1.3."""


def agrees(page: Page) -> bool:
    """Whether field, finding and address say the same of the threshold; the address leaves out the contract's own."""
    page.wait_for_timeout(LATENCY)
    settle(page)
    linked = parse_qs(query(page)).get(THRESHOLD, [CONTRACTED])[0]
    shown = page.get_by_role("spinbutton", name="Threshold (").input_value()
    begins = "By the contract's terms" if shown == CONTRACTED else "With these terms"
    return Decimal(linked) == Decimal(shown) and page.locator("h1").inner_text().startswith(begins)


def put(page: Page, value: str) -> None:
    field = page.get_by_role("spinbutton", name="Threshold (")
    field.fill(value)
    field.press("Enter")


@pytest.mark.parametrize("opened_with", ["", f"&{THRESHOLD}=3"])
def test_address_and_page_agree_after_back_and_forward(dashboard, opened_with):
    with dashboard.opened(f"/scenario?contract=doncaster&cohort=cohort-2{opened_with}") as (page, _):
        assert agrees(page)
        put(page, "4")
        assert agrees(page)
        assert parse_qs(query(page))[THRESHOLD] == ["4"]
        for move in (page.go_back, page.go_back, page.go_forward, page.go_forward):
            move()
            assert agrees(page), query(page)
        assert page.get_by_role("spinbutton", name="Threshold (").input_value() == "4"


def of_cohort_1(page: Page) -> bool:
    page.wait_for_timeout(LATENCY)
    settle(page)
    shown = selector(page, "Cohort").locator("input").input_value()
    return parse_qs(query(page))["cohort"] == ["Cohort 1"] and shown == "Cohort 1"


def test_the_cohort_is_kept_on_the_way_back(dashboard):
    with dashboard.opened("/payment?contract=doncaster&cohort=cohort-1") as (page, _):
        go_to(page, "Scenario")
        for value in ("3", "4"):
            put(page, value)
            assert of_cohort_1(page)
        for move in (page.go_back, page.go_back, page.go_back, page.go_back, page.go_forward, page.go_forward):
            move()
            assert of_cohort_1(page), query(page)
