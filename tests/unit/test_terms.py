"""Contract terms: what is accepted, and that each fault is named with its place, value and remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from throughgate.terms import TERMS_FOLDER, Contract, TermsError, find_contract, parse_terms, read_all_terms, read_terms

DONCASTER = (TERMS_FOLDER / "doncaster.toml").read_text(encoding="utf-8")


def parse(text: str) -> Contract:
    return parse_terms(text, contract_id="doncaster", file="doncaster.toml")


def test_the_published_doncaster_terms():
    """Ministry of Justice Research Series 18/12, section 1.3."""
    terms = parse(DONCASTER)
    figures = {name: (figure.value, figure.status) for name, figure in terms.figures.items()}
    assert figures == {
        "baseline-rate": (Decimal("58.2"), "published"),
        "threshold": (Decimal(5), "published"),
        "cap": (Decimal(10), "published"),
        "share-at-risk": (Decimal(10), "published"),
        "core-value": (Decimal(20_000_000), "assumed"),
        "slope": (Decimal(400_000), "assumed"),
        "cohorts-contracted": (Decimal(4), "published"),
        "cohorts-run": (Decimal(3), "published"),
    }
    assert (terms.outcome.follow_up_months, terms.outcome.conviction_months) == (12, 18)
    assert [(c.id, c.discharged_from, c.discharged_to) for c in terms.cohorts[:2]] == [
        ("baseline-2009", date(2009, 1, 1), date(2009, 12, 31)),
        ("cohort-1", date(2011, 10, 1), date(2012, 9, 30)),
    ]
    assert terms.baseline().id == "baseline-2009"


def test_every_contract_that_ships_is_valid():
    assert {terms.id for terms in read_all_terms()} >= {"broward", "doncaster", "peterborough"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('name = "HMP Doncaster"', 'nane = "HMP Doncaster"'), "nane.*no such term"),
        (('provider = "Serco and Catch22"\n', ""), "provider: is missing"),
        (('value = "58.2"', "value = 58.2"), 'figures.baseline-rate.value.*"58.2"'),
        (('value = "58.2"', 'value = "fifty"'), "figures.baseline-rate.value.*'fifty'"),
        (('status = "published"', 'status = "probably"'), "status.*'probably'"),
        (('source = "RS 18/12, section 1.3"', 'source = " "'), "source.*is empty"),
        (("discharged_to = 2009-12-31", "discharged_to = 2008-12-31"), "ends on 2008-12-31, before it starts on 2009-01-01"),
        (("conviction_months = 18", "conviction_months = 11"), "conviction_months 11 is shorter"),
        (("follow_up_months = 12", "follow_up_months = 0"), "outcome.follow_up_months.*0"),
        (('headline = "binary"', 'headline = "frequency"\nhas_frequency = false'), "has_frequency is false"),
        (('id = "cohort-2"', 'id = "cohort-1"'), "two cohorts have the same id"),
        (('custody_types = ["sentenced", "IPP"]', "custody_types = []"), "eligibility.custody_types"),
        (('[eligibility]', '[eligibility'), "not valid TOML"),
        (('name = "HMP Doncaster"', 'id = "leeds"\nname = "HMP Doncaster"'), "id.*'leeds'.*no such term: remove it"),
        (('name = "HMP Doncaster"', 'sha256 = "0"\nname = "HMP Doncaster"'), "sha256.*'0'.*no such term: remove it"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place_and_value(change, says):
    assert change[0] in DONCASTER
    with pytest.raises(TermsError, match=rf"(?s)^doncaster\.toml: .*{says}"):
        parse(DONCASTER.replace(*change, 1))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('rule = "threshold"', 'rule = "volume"'), "payment: bands and bands_on belong to the rule volume, and to it alone: add or remove them"),
        (('[eligibility]', '[eligibilty]\nsex = "F"\n[eligibility]'), "eligibilty: no such term: correct its spelling or remove it"),
        (('name = "HMP Doncaster"', 'names = ["HMP", "Doncaster"]\nname = "HMP Doncaster"'), "names: no such term: correct its spelling or remove it"),
        (('name = "HMP Doncaster"', 'id = ["leeds"]\nname = "HMP Doncaster"'), "id: no such term: remove it"),
    ],
)  # fmt: skip
def test_of_a_table_or_a_list_no_value_is_told(change, says):
    assert change[0] in DONCASTER
    with pytest.raises(TermsError) as fault:
        parse(DONCASTER.replace(*change, 1))
    assert str(fault.value) == f"doncaster.toml: {says}"


def test_every_fault_is_told_at_once():
    text = DONCASTER.replace('name = "HMP Doncaster"', "", 1).replace('value = "5"', "value = 5.0", 1)
    with pytest.raises(
        TermsError, match=r"(?s)name: is missing.*figures\.threshold\.value|figures\.threshold\.value.*name"
    ):
        parse(text)


def test_terms_survive_the_data_file():
    terms = parse(DONCASTER)
    assert Contract.model_validate_json(terms.model_dump_json()) == terms


@pytest.mark.parametrize("wanted", ["doncaster", "DONCASTER", "HMP Doncaster"])
def test_a_contract_is_found_by_id_or_name(wanted):
    assert find_contract(read_all_terms(), wanted).id == "doncaster"


def test_an_unknown_contract_lists_the_known():
    known = "broward, community-sentences, crc, crs, doncaster, penalty-clause, peterborough"
    with pytest.raises(TermsError, match=f"no contract 'durham': choose one of {known}$"):
        find_contract(read_all_terms(), "durham")


def test_an_unreadable_file_is_named(tmp_path: Path):
    path = tmp_path / "odd.toml"
    path.write_bytes(b"name = '\xff'")
    with pytest.raises(TermsError, match=r"odd\.toml: cannot be read"):
        read_terms(path)
