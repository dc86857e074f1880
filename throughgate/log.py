"""What the commands did, one JSON object a line in DATA/logs/throughgate.jsonl; never a person's value."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import structlog


def note(data_dir: Path, event: str, **facts: object) -> None:
    """Write one line. A folder that cannot be written to loses the line, not the command."""
    folder = data_dir / "logs"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "throughgate.jsonl").open("a", encoding="utf-8") as file:
            logger = structlog.wrap_logger(
                structlog.PrintLogger(file),
                processors=[structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.JSONRenderer()],
            )
            logger.info(event, **facts)
