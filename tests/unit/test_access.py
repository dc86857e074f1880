"""A role is one memory however it is written, and what is no role is refused."""

import pytest

from throughgate.access import EVERYBODY, RoleError, current_role, role_named


@pytest.mark.parametrize(
    ("written", "role"),
    [("Evaluator", "evaluator"), ("  evaluator ", "evaluator"), ("Lead  Evaluator-2", "lead evaluator-2"), ("x" * 40, "x" * 40), ("7", "7")],
)  # fmt: skip
def test_a_role_is_one_however_it_is_written(written, role):
    assert role_named(written) == role


@pytest.mark.parametrize("written", ["", "  ", "x" * 41, "a/b", "é", "-a", "a\nb", "'; DROP TABLE release"])
def test_what_is_no_role_is_refused_with_the_remedy(written):
    with pytest.raises(RoleError, match="write 1 to 40 letters a to z, digits, spaces and hyphens"):
        role_named(written)


@pytest.mark.parametrize(("told", "role"), [(None, EVERYBODY), ("", EVERYBODY), (" ", EVERYBODY), ("Board", "board")])
def test_the_role_of_the_server(monkeypatch, told, role):
    monkeypatch.delenv("THROUGHGATE_ROLE", raising=False)
    if told is not None:
        monkeypatch.setenv("THROUGHGATE_ROLE", told)
    assert current_role() == role


def test_a_role_of_the_server_that_cannot_be_used_is_said(monkeypatch):
    monkeypatch.setenv("THROUGHGATE_ROLE", "a/b")
    with pytest.raises(RoleError, match="THROUGHGATE_ROLE"):
        current_role()
