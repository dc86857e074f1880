"""The payment terms of the contracts that ship, and that a rule which cannot be paid by is refused where it is read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from throughgate.rules import RULE_FIGURES
from throughgate.terms import TERMS_FOLDER, TermsError, parse_terms, read_all_terms

CONTRACTS = {terms.id: terms for terms in read_all_terms()}


def changed(contract_id: str, *changes: tuple[str, str]) -> str:
    text = (TERMS_FOLDER / f"{contract_id}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def parse(contract_id: str, *changes: tuple[str, str]):
    return parse_terms(changed(contract_id, *changes), contract_id=contract_id, file=f"{contract_id}.toml")


def test_each_contract_pays_by_its_rule_and_adjusts_by_its_method():
    assert {
        terms.id: (terms.payment and terms.payment.rule, terms.adjustment and terms.adjustment.method)
        for terms in CONTRACTS.values()
    } == {
        "broward": (None, None),
        "doncaster": ("threshold", "none"),
        "peterborough": ("events", "reweighted-control"),
        "crc": ("three-way", "mean-ogrs"),
        "community-sentences": ("balancing", "recalibration"),
        "penalty-clause": ("deduction", "none"),
        "crs": ("volume", None),
    }


def test_every_rule_ships_with_a_contract():
    assert {terms.payment.rule for terms in CONTRACTS.values() if terms.payment} == set(RULE_FIGURES)


def test_what_was_published_is_published_and_nothing_else_is():
    """Published.md, sections 1 to 3: neither core value nor slope nor price was found; the cap of the bond is in dispute."""
    status = {
        (terms.id, name): terms.figures[name].status
        for terms in CONTRACTS.values()
        if terms.payment
        for name in RULE_FIGURES[terms.payment.rule]
    }
    assert sorted(key for key, value in status.items() if value == "published") == [
        ("doncaster", "cap"), ("doncaster", "share-at-risk"), ("doncaster", "threshold"),
        ("peterborough", "trigger-cohort"), ("peterborough", "trigger-pooled"),
    ]  # fmt: skip
    assert [key for key, value in status.items() if value == "disputed"] == [("peterborough", "most-paid")]
    for key in (("doncaster", "core-value"), ("doncaster", "slope"), ("peterborough", "price")):
        assert status[key] == "assumed"


def test_doncaster_contracted_four_cohorts_and_ran_three():
    terms = CONTRACTS["doncaster"]
    assert (terms.figure("cohorts-contracted"), terms.figure("cohorts-run")) == (4, 3)
    assert len([cohort for cohort in terms.cohorts if cohort.kind == "cohort"]) == 3
    assert any("Four cohorts were contracted; three ran" in note for note in terms.notes)


def test_doncasters_slope_wins_at_the_cap_what_is_lost_below_the_threshold():
    terms = CONTRACTS["doncaster"]
    at_risk = terms.figure("core-value") * terms.figure("share-at-risk") / 100
    assert terms.figure("slope") * (terms.figure("cap") - terms.figure("threshold")) == at_risk
    assert (terms.payment.partners[0].name, terms.payment.partners[0].risk_share) == ("Catch22", 0)
    assert "future pilots" in terms.adjustment.source


def test_peterboroughs_cohorts_have_a_control_each():
    terms = CONTRACTS["peterborough"]
    assert [terms.measured_against(terms.cohort(name)).id for name in ("cohort-1", "cohort-2")] == ["pool-1", "pool-2"]


@pytest.mark.parametrize("contract_id", ["crc", "community-sentences", "penalty-clause"])
def test_northshires_made_up_people(contract_id):
    terms = CONTRACTS[contract_id]
    assert terms.establishments == ("Northshire",)
    assert [(c.id, c.discharged_from, c.discharged_to) for c in terms.cohorts] == [
        ("baseline-2011", date(2011, 1, 1), date(2011, 12, 31)),
        ("cohort-1", date(2012, 1, 1), date(2012, 12, 31)),
        ("cohort-2", date(2013, 1, 1), date(2013, 12, 31)),
    ]
    assert {figure.status for figure in terms.figures.values()} == {"assumed"}
    assert "made up" in " ".join(terms.notes)


def test_made_up_contracts_come_after_the_real_ones_by_name():
    names = sorted(terms.name for terms in CONTRACTS.values() if terms.id != "broward")
    assert [name.split()[0] for name in names] == ["HMP", "HMP", "Northshire", "Northshire", "Northshire", "Northshire"]


def test_the_company_counts_cautions_and_scores_by_ogrs4():
    terms = CONTRACTS["crc"]
    assert (terms.outcome.counts_out_of_court, terms.adjustment.score) == (True, "ogrs4g")
    # As it stands in a sentence: "24.1% were ... at least once".
    assert terms.outcome.counted_as == "proven to reoffend"


@pytest.mark.parametrize(
    ("contract_id", "change", "says"),
    [
        ("doncaster", ("[figures.slope]", "[figures.slop]"), "rule threshold needs figures.slope: add them"),
        ("doncaster", ('rule = "threshold"', 'rule = "cliff"'), "payment.rule.*'cliff'"),
        ("doncaster", ('value = "400000"', 'value = "-1"'), "figures.slope is -1: give 0 or more"),
        ("doncaster", ('value = "10"', 'value = "4"'), "figures.threshold is 5, above figures.cap, 4"),
        ("doncaster", ('reward_share = "20"', 'reward_share = "101"'), "reward_share.*101"),
        ("doncaster", ('reward_share = "20"', "reward_share = 20.5"), 'write 20.5 as text, "20.5"'),
        ("doncaster", ('method = "none"', 'method = "guess"'), "adjustment.method.*'guess'"),
        ("doncaster", ('kind = "baseline"', 'kind = "comparison"'), "cohort-1 has nothing to be measured against"),
        ("peterborough", ('compared_with = "pool-2"', ""), "cohort-2 has nothing to be measured against"),
        ("peterborough", ('compared_with = "pool-2"', 'compared_with = "pool-3"'), "compared_with pool-3: no cohort"),
        ("peterborough", ('headline = "frequency"', 'headline = "binary"\nhas_frequency = false'), "pays by events"),
        ("crc", ('value = "95"', 'value = "100"'), "figures.confidence is 100: give less than 100"),
        ("crc", ('value = "95"', 'value = "0"'), "figures.confidence is 0: give more than 0"),
        ("crc", ('value = "10000000"', 'value = "12000000"'), "fee-for-service is 12000000, above"),
        ("community-sentences", ('value = "8"', 'value = "0"'), "figures.full-fall is 0: give more than 0"),
        ("community-sentences", ('value = "70"', 'value = "170"'), "figures.upfront-share is 170: give at most 100"),
        ("crs", ('rule = "volume"', 'rule = "deduction"'), "bands and bands_on belong to the rule volume"),
        ("crs", ('bands_on = "referrals"', ""), "bands and bands_on belong to the rule volume"),
        ("crs", ("from_count = 0", "from_count = 1"), r"bands must start at 0 and rise: \[1, 50"),
        ("crs", ("from_count = 100", "from_count = 40"), r"bands must start at 0 and rise: \[0, 50, 40"),
        ("crs", ('profiled_share = "20"', 'profiled_share = "21"'), "profiled_share of complexity adds up to 101"),
        ("crs", ("up_to_sessions = 8", "up_to_sessions = 3"), r"complexity must rise.*\[4, 3, 12\]"),
        ("crs", ('headline = "volume"', 'headline = "binary"'), "volume does not go with the headline binary"),
    ],
)
def test_terms_that_cannot_be_paid_by_are_refused(contract_id, change, says):
    with pytest.raises(TermsError, match=rf"(?s)^{contract_id}\.toml: .*{says}"):
        parse(contract_id, change)


def test_partners_cannot_share_more_than_there_is():
    more = '[[payment.partners]]\nname = "Another"\nreward_share = "81"\nrisk_share = "0"\nsource = "a"\nstatus = "assumed"\n\n[adjustment]'
    with pytest.raises(TermsError, match="reward_share of the partners adds up to 101: at most 100"):
        parse("doncaster", ("[adjustment]", more))


def test_complexity_belongs_to_volume():
    level = '[[payment.complexity]]\nname = "Low"\nup_to_sessions = 4\nplanned_hours = "4"\nprofiled_share = "100"\n\n[adjustment]'
    with pytest.raises(TermsError, match="complexity belongs to the rule volume: remove it"):
        parse("doncaster", ("[adjustment]", level))


def test_figures_changed_on_screen_are_assumed_and_checked():
    terms = CONTRACTS["doncaster"]
    tried = terms.with_figures({"threshold": Decimal(4), "cap": Decimal(10)}, source="Scenario")
    assert (tried.figure("threshold"), tried.figures["threshold"].status) == (4, "assumed")
    # A value left as it is keeps its source; the contract itself does not change.
    assert (tried.figures["cap"].status, terms.figures["threshold"].status) == ("published", "published")
    with pytest.raises(ValueError, match="figures.threshold is 11, above figures.cap, 10"):
        terms.with_figures({"threshold": Decimal(11)}, source="Scenario")
    with pytest.raises(ValueError, match="figures.slope is NaN: give 0 or more"):
        terms.with_figures({"slope": Decimal("NaN")}, source="Scenario")
    with pytest.raises(KeyError):
        terms.with_figures({"price": Decimal(1)}, source="Scenario")


def test_a_unit_that_says_otherwise_than_the_rule_counts_is_refused():
    with pytest.raises(TermsError, match='figures.threshold has the unit "per cent.*counted in percentage points'):
        parse(
            "doncaster",
            ('value = "5"\nunit = "percentage points below baseline"', 'value = "5"\nunit = "per cent less"'),
        )


@pytest.mark.parametrize(("starts", "is_refused"), [("2012-09-30", True), ("2012-10-01", False)])
def test_nobody_is_paid_for_in_two_cohorts(starts, is_refused):
    change = ("discharged_from = 2012-10-01", f"discharged_from = {starts}")
    if is_refused:
        with pytest.raises(TermsError, match="cohort-2 starts on 2012-09-30, before cohort-1 ends on 2012-09-30"):
            parse("doncaster", change)
    else:
        assert parse("doncaster", change)


def test_a_fault_of_the_whole_file_does_not_print_the_file():
    with pytest.raises(TermsError) as fault:
        parse("doncaster", ("[figures.cap]", "[figures.another]"))
    assert str(fault.value) == "doncaster.toml: the file: rule threshold needs figures.cap: add them"


@pytest.mark.parametrize(("contract", "method"), [("peterborough", "recalibration"), ("crc", "reweighted-control")])
def test_events_are_set_against_a_control_and_nothing_else_is(contract, method):
    own = "reweighted-control" if contract == "peterborough" else "mean-ogrs"
    with pytest.raises(TermsError, match=f"does not go with adjustment.method of {method}: events are set against"):
        parse(contract, (f'method = "{own}"', f'method = "{method}"'))
