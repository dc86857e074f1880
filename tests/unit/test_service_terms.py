"""What the terms may say of a service beside its payment: RS 18/12, sections 3.1 and 3.2, and that nothing else passes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from throughgate.figure import Figure
from throughgate.show.tables import figures_table
from throughgate.terms import TERMS_FOLDER, Contract, TermsError, parse_terms

TEXT = (TERMS_FOLDER / "doncaster.toml").read_text(encoding="utf-8")


def parse(*change: str) -> Contract:
    if change:
        assert change[0] in TEXT
    return parse_terms(TEXT.replace(*change, 1) if change else TEXT, contract_id="doncaster", file="doncaster.toml")


def test_what_was_published_of_the_service():
    """RS 18/12: two weeks, under eight weeks, six to eight weeks, 12 months, 40 to 60 people, 60 volunteers, 58%, about 80%."""
    service = parse().service
    assert {name: figure.value for name, figure in service.items() if figure.status == "published"} == {
        "allocated-within": Decimal(2 * 7),
        "triage-only-below": Decimal(8 * 7),
        "handover-from": Decimal(6 * 7),
        "handover-to": Decimal(8 * 7),
        "support-for": Decimal(12),
        "custody-caseload-least": Decimal(40),
        "custody-caseload-most": Decimal(60),
        "volunteers-planned": Decimal(60),
        "engaged": Decimal(58),
        "released-locally": Decimal(80),
    }
    assert {name for name, figure in service.items() if figure.status == "assumed"} == {"remand-from", "review-every"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[service.engaged]", "[service.engagement]"), "service.engagement is not known: give one of .*engaged"),
        (('unit = "days from arrival', 'unit = "weeks from arrival'), 'service.allocated-within has the unit "weeks'),
        (('value = "14"', 'value = "0"'), "service.allocated-within is 0: give more than 0"),
        (('value = "14"', 'value = "-1"'), "service.allocated-within is -1: give more than 0"),
        (('value = "14"', 'value = "Infinity"'), "service.allocated-within.*Infinity"),
        (('value = "56"', 'value = "41"'), None),
    ],
)
def test_a_figure_of_the_service_that_cannot_be_used_is_refused(change, says):
    if says is None:
        assert parse(*change).service["triage-only-below"].value == 41
        return
    with pytest.raises(TermsError, match=says):
        parse(*change)


@pytest.mark.parametrize(
    ("first", "second"), [("handover-from", "handover-to"), ("custody-caseload-least", "custody-caseload-most")]
)
def test_a_range_of_the_service_runs_forward(first, second):
    start = TEXT.index(f"[service.{second}]")
    changed = TEXT[:start] + TEXT[start:].replace('value = "', 'value = "0.', 1)
    with pytest.raises(TermsError, match=f"service.{first} is .* above service.{second}"):
        parse_terms(changed, contract_id="doncaster", file="doncaster.toml")


def test_the_screen_shows_each_with_unit_source_and_status():
    """Thousands are told apart, and what is counted in pounds has their sign."""
    money = {
        "core-value": Figure(value="20000000", unit="pounds a year", source="s", status="assumed"),
        "people": Figure(value="1570", unit="people", source="s", status="assumed"),
        "loss": Figure(value="-1500.50", unit="pounds", source="s", status="assumed"),
    }
    assert figures_table(money)["Value"].tolist() == ["£20,000,000", "1,570", "-£1,500.50"]
    table = figures_table(parse().service).set_index("Figure")
    assert tuple(table.loc["Review every"][["Value", "Unit", "Status"]]) == (
        "14",
        "days between two reviews after release",
        "assumed",
    )
