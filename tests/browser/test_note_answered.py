"""A commissioner answers the note of a signal, and it stands on the charts of other pages and outlasts a load."""

from __future__ import annotations

from dashboard import LATENCY, choose, selector, settle, throughgate, violations

SAID = "Two wings were closed in these months."


def test_a_note_is_answered_on_the_page_and_stands_on_charts_after_a_load(other_dashboard):
    with other_dashboard.opened("/fair_play?contract=doncaster") as (page, noticed):
        assert "Note 1" in page.inner_text("body"), "the first signal has opened its note"
        # The list of a selector closes while the page still scrolls to it.
        selector(page, "Your role").scroll_into_view_if_needed()
        settle(page)
        choose(page, "Your role", "Commissioner")
        page.get_by_label("Text", exact=True).first.fill(SAID)
        page.get_by_role("button", name="Answer", exact=True).click()
        page.wait_for_timeout(LATENCY)
        settle(page)
        assert "Note 1 is answered." in page.inner_text("body")
        assert not noticed.errors + violations(page)
    throughgate("demo", "--clean", data=other_dashboard.data)
    with other_dashboard.opened("/pathways?contract=doncaster") as (page, noticed):
        alts = page.locator('[data-testid="stPlotlyChart"]').evaluate_all(
            "charts => charts.map(chart => chart.getAttribute('aria-label') || chart.innerHTML).join(' ')"
        )
        assert SAID in alts
        assert not noticed.errors
