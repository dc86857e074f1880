"""In whose name somebody looks: the role that the gate remembers answers by."""

from __future__ import annotations

import os
import re

EVERYBODY = "everybody"
"""The role where none is told: all who look share one memory of what was shown."""

LONGEST_ROLE = 40


class RoleError(ValueError):
    """A role that cannot be used; says how to write one."""


def role_named(name: str) -> str:
    """A role as it is remembered: in lower case, without spaces around it, so that Evaluator and evaluator are one.

    Raises:
        RoleError: it is empty, too long, or holds other signs.
    """
    role = re.sub(" +", " ", name.strip().lower())
    if len(role) > LONGEST_ROLE or not re.fullmatch("[a-z0-9][a-z0-9 -]*", role):
        raise RoleError(
            f"role {name[:LONGEST_ROLE]!r} cannot be used: write 1 to {LONGEST_ROLE} letters a to z, digits, spaces and hyphens, "
            "beginning with a letter or digit (--role, or THROUGHGATE_ROLE of the server)"
        )
    return role


def current_role() -> str:
    """The role of whoever runs this server or command, from THROUGHGATE_ROLE; EVERYBODY where that says nothing.

    Raises:
        RoleError: THROUGHGATE_ROLE cannot be used.
    """
    told = os.environ.get("THROUGHGATE_ROLE", "")
    return role_named(told) if told.strip() else EVERYBODY
