"""The link to the exact view, as people copy it: by the keyboard, told to a screen reader, and opened in a fresh browser."""

from __future__ import annotations

from dashboard import caption, faults, settle


def test_a_copied_link_opens_the_same_view_in_a_fresh_browser(dashboard, browser):
    with dashboard.opened("/data_and_definitions?contract=peterborough") as (page, noticed):
        page.get_by_role("button", name="Copy link to this exact view").focus()
        page.keyboard.press("Enter")
        page.get_by_role("status").get_by_text("Copied", exact=True).wait_for()
        link = page.get_by_label("Link to this exact view").input_value()
        said = caption(page)
        assert not faults(page) + noticed.errors + noticed.other_hosts
    assert "as_at=2014-06-30&contract=peterborough&snapshot=" in link
    fresh = browser.new_context()
    try:
        page = fresh.new_page()
        page.goto(link)
        settle(page)
        assert caption(page).startswith("You are looking at HMP Peterborough, ")
        assert caption(page) == said
    finally:
        fresh.close()
