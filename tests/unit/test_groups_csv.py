"""The file to pass on tells the rounded counts and nothing finer, marks what rounds away, and is text where a sheet would compute."""

import csv
import io
from datetime import date

import numpy as np
import pytest

from throughgate.gate import Question
from throughgate.methods.casemix.recalibration import recalibrate
from throughgate.methods.counts import RiskCounts
from throughgate.methods.disclosure import rounding
from throughgate.show.text_subgroups import groups_csv
from throughgate.subgroups import Group, Groups
from throughgate.terms import TERMS_FOLDER, read_terms

TERMS = read_terms(TERMS_FOLDER / "doncaster.toml")


def counted(n: int, reconvicted: int) -> RiskCounts:
    """People at two risks, a third of those reconvicted at the lower."""
    again = np.array([reconvicted // 3, reconvicted - reconvicted // 3])
    return RiskCounts(np.array([0.3, 0.7]), np.array([n // 2, n - n // 2]), again, again, again)


def table(
    shown: dict[str, RiskCounts], outcome: str = "binary", hidden: tuple = (), **kinds: dict
) -> list[dict[str, str]]:
    reference = counted(1000, 500)
    groups = Groups(
        question=Question("doncaster", date(2014, 6, 30), "cohort-1", ("release-area",), outcome), terms=TERMS,
        shown=tuple(Group((name,), counts, **kinds) for name, counts in shown.items()), hidden=hidden, withheld=(), because="",
        total=counted(500, 250), everybody=500, reference=reference, reference_name="Baseline", model=recalibrate(reference),
    )  # fmt: skip
    lines = groups_csv(groups, "abc", is_synthetic=True).splitlines()
    return list(csv.DictReader(io.StringIO("\n".join(line for line in lines if not line.lstrip('"').startswith("#")))))


def test_counts_that_round_alike_make_the_same_line():
    """18 to 22 of 43 are all 20 of 45, in counts, rates, differences and intervals alike."""
    lines = [table({"Leeds": counted(43, again), "York": counted(200, 100)})[0] for again in range(18, 23)]
    assert all(line == lines[0] for line in lines)
    assert (lines[0]["n"], lines[0]["reconvicted"], lines[0]["rate_percent"]) == ("45", "20", "44.4")
    assert table({"Leeds": counted(43, 23), "York": counted(200, 100)})[0] != lines[0]


def test_a_difference_is_the_rounded_rate_less_what_is_expected():
    """Half of the people at each risk are reconvicted as in the reference, a third and two thirds: 50% is expected of 50."""
    [line] = table({"Leeds": counted(50, 22)})
    assert (line["rate_percent"], line["expected_percent"], line["difference_points"]) == ("40.0", "50.0", "-10.0")
    assert float(line["difference_low_points"]) < -10 < float(line["difference_high_points"])


def test_a_count_that_rounds_to_0_is_low_and_not_0(monkeypatch):
    """Where counts are rounded to 50, 20 is low and 0 is 0."""
    monkeypatch.setattr(rounding, "ROUNDED_TO", 50)
    low, none = table({"Leeds": counted(100, 20), "York": counted(100, 0)})
    assert (low["n"], low["reconvicted"], low["rate_percent"], low["difference_points"]) == ("100", "low", "low", "low")
    assert (none["reconvicted"], none["rate_percent"]) == ("0", "0.0")


@pytest.mark.parametrize(("n", "mark"), [(29, "u"), (30, "")])
def test_few_people_are_marked(n, mark):
    assert table({"Leeds": counted(n, 12)})[0]["symbol"] == mark


def test_kinds_are_hidden_where_the_gate_lets_no_detail_be_shown():
    [line] = table({"Leeds": counted(50, 25)}, "custody")
    assert (line["n"], line["reconvicted"], line["custodial"], line["not_custodial_share_percent"]) == (
        "50",
        "25",
        "c",
        "c",
    )


def test_kinds_are_shares_of_the_rounded_people_of_whom_the_kind_is_known():
    """12 and 11 of 23 known: 10 and 10 of 25."""
    [line] = table({"Leeds": counted(50, 25)}, "custody", custody={"custodial": 12, "not custodial": 11})
    assert (line["custodial"], line["custodial_share_percent"], line["not_custodial"]) == ("10", "40.0", "10")


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+1", "-1"])
def test_a_name_that_a_spreadsheet_would_compute_is_text(name):
    lines = table({name: counted(50, 25)}, hidden=((f"{name}2",),))
    assert {line["release-area"] for line in lines} == {f"'{name}", f"'{name}2"}
