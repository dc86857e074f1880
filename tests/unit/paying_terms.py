"""Contracts that ship, with figures of the tests' own: an edit of the demonstration's does not move what tests expect."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from throughgate.terms import Contract, read_all_terms

CONTRACTS = {terms.id: terms for terms in read_all_terms()}
PER_CENT = Fraction(1, 100)


def with_figures(contract_id: str, **values: str) -> Contract:
    """A contract that ships, with these figures."""
    figures = {name.replace("_", "-"): Decimal(value) for name, value in values.items()}
    return CONTRACTS[contract_id].with_figures(figures, source="this test")


DONCASTER = with_figures(
    "doncaster", threshold="5", cap="10", share_at_risk="10", core_value="20000000", slope="400000"
)
PETERBOROUGH = with_figures(
    "peterborough", trigger_cohort="10", trigger_pooled="7.5", price="20000", most_paid="13000000"
)
CRC = with_figures(
    "crc",
    confidence="95",
    maximum_annual_payment="11000000",
    fee_for_service="10000000",
    binary_payment="500000",
    frequency_price="1000",
)
COMMUNITY = with_figures("community-sentences", fee="1500", upfront_share="70", full_fall="8")
PENALTY = with_figures("penalty-clause", fee="2000", deduction="250", most_deducted="30")
CRS = CONTRACTS["crs"]
