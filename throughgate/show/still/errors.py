"""What cannot be drawn."""

from __future__ import annotations


class StillError(ValueError):
    """A figure holds something that this package does not draw; it names what, and what it could be instead."""
