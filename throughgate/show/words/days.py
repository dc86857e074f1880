"""Days and months as the department writes them."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime


def day(when: date) -> str:
    """A day as the department writes it: 30 June 2014."""
    return f"{when.day} {when:%B %Y}"


def moment(when: datetime) -> str:
    """A moment in UTC: 21 November 2026 at 22:15 (UTC)."""
    utc = when.astimezone(UTC)
    return f"{day(utc.date())} at {utc:%H:%M} (UTC)"


def months(start: date, end: date) -> str:
    """A stretch of days: its months where it holds whole ones, else its days."""
    whole_months = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if not whole_months:
        return f"{day(start)} to {day(end)}" if start != end else day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%B %Y}"
    return f"{start:%B} to {end:%B %Y}" if start.year == end.year else f"{start:%B %Y} to {end:%B %Y}"
