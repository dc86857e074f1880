"""In whose name somebody looks: the role that the gate remembers answers by."""

from __future__ import annotations

import os

EVERYBODY = "everybody"
"""The role where none is told: all who look share one memory of what was shown."""


def current_role() -> str:
    """The role of whoever runs this server or command, from THROUGHGATE_ROLE; EVERYBODY where that says nothing."""
    return os.environ.get("THROUGHGATE_ROLE", "").strip() or EVERYBODY
