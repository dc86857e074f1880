"""A dashboard started in a role that cannot be used says so in plain words, and shows no group."""

import pytest


@pytest.mark.parametrize("page", ["subgroups", "equity"])
def test_a_role_that_cannot_be_used_is_said(data, open_page, monkeypatch, page):
    monkeypatch.setenv("THROUGHGATE_ROLE", "board/member")
    app = open_page(data, page, contract="doncaster")
    said = " ".join(element.value for kind in (app.markdown, app.warning) for element in kind)
    said += " ".join(table.value.to_csv() for table in app.table)
    assert not app.exception
    assert "role 'board/member' cannot be used: write 1 to 40 letters" in said
    assert not app.get("plotly_chart")
