"""Every test belongs to one tier, named by its folder: unit, sql, app or browser."""

from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

TESTS = Path(__file__).parent
TIERS = ("unit", "sql", "app", "browser")

# A busy machine may take its time over one example.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    for tier in TIERS:
        config.addinivalue_line("markers", f"{tier}: tests of tests/{tier}/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        tier = item.path.relative_to(TESTS).parts[0]
        if tier not in TIERS:
            raise pytest.UsageError(f"{item.path} is in no tier: put it in one of {', '.join(TIERS)}")
        item.add_marker(tier)


TOGETHER = (
    "tests/browser/",
    "tests/sql/test_projection.py",
    "tests/app/test_as_known.py",
    "tests/sql/test_demonstration.py",
)
"""Tests whose data take long to make: in two workers they would be made twice."""


class DearTogether(LoadScopeScheduling):
    """Every test by itself to the next free worker, but those of each place in TOGETHER to one.

    The marker `xdist_group` would say the same, and is lost between pytest 9.2 and xdist 3.8.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> DearTogether:
    return DearTogether(config, log)
