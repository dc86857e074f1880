"""Groups on the command line: what is hidden, what a file to pass on holds, whose memory it is, and what cannot be asked.

98 men of Doncaster's baseline, all released on 2 March 2009: White 43, of whom 22 were reconvicted; Black 32, 13; Asian 14, 6;
Mixed 9, 5. Mixed is too small, and would follow from the total were not the smallest other, Asian, hidden with it.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.sql.test_cli import throughgate

PEOPLE = {"White": (43, 22), "Black": (32, 13), "Asian": (14, 6), "Mixed": (9, 5)}
ASK = ("subgroups", "doncaster", "--by", "ethnicity", "--cohort", "baseline-2009")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    extracts, data = tmp_path_factory.mktemp("extracts"), tmp_path_factory.mktemp("data")
    people = [(f"{group}{n}", group, n < again) for group, (size, again) in PEOPLE.items() for n in range(size)]
    (extracts / "person.csv").write_text(
        "person_id,sex,ethnicity\n" + "".join(f"{who},M,{group}\n" for who, group, _ in people)
    )
    (extracts / "discharge.csv").write_text(
        "discharge_id,person_id,establishment,custody_type,discharged_on\n"
        + "".join(f"d-{who},{who},HMP Doncaster,sentenced,2009-03-02\n" for who, *_ in people)
    )
    (extracts / "conviction.csv").write_text(
        "conviction_id,person_id,disposal,offence_on,convicted_on\n"
        + "".join(f"c-{who},{who},fine,2009-05-01,2009-06-01\n" for who, _, again in people if again)
    )
    done = throughgate("load", extracts, "--data", data, "--complete-to", "2011-06-30")
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(published: Path, tmp_path: Path) -> Path:
    """The same published data, with nothing shown to anybody yet."""
    for path in published.iterdir():
        if path.name != "releases.sqlite":
            (tmp_path / path.name).symlink_to(path)
    return tmp_path


def asked(data: Path, *words: str, **environment: str) -> dict:
    done = throughgate(*ASK, "--data", data, "--json", *words, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def by_name(document: dict) -> dict[str, dict]:
    return {group["group"]["ethnicity"]: group for group in document["groups"]}


def test_groups_with_what_is_expected_and_small_ones_hidden_with_one_more(data):
    """Nobody has a score, so the rate of all, 46 of 98 (46.9%), is expected of each: White 22 / 43 - 46 / 98 = 4.22 points."""
    document = asked(data)
    found = by_name(document)
    assert (document["people"], document["people_followed_up"]) == (98, 98)
    assert list(found) == ["Asian", "Black", "Mixed", "White"]
    assert [set(found[name]) for name in ("Asian", "Mixed")] == [{"group", "hidden"}] * 2
    white = found["White"]
    assert (white["n"], white["reconvicted"], white["rate"]) == (43, 22, 0.512)
    assert (white["expected"], white["difference_points"]) == (0.469, 4.2)
    assert all(value == round(value, 3) for value in white.values() if isinstance(value, float)), (
        "no finer than the screen"
    )


def test_of_a_single_group_nothing_is_shrunken(data):
    """All 98 are men: there is no mean of groups to draw the one towards, and no other to be told from."""
    ask = ("subgroups", "doncaster", "--by", "sex", "--cohort", "baseline-2009", "--data", data)
    [only] = json.loads(throughgate(*ask, "--json").stdout)["groups"]
    assert (only["n"], only["shrunken_points"], only["q"]) == (98, None, None)
    line = next(line.split() for line in throughgate(*ask).stdout.splitlines() if line.startswith("Men "))
    assert (line[1], line[-2:]) == ("98", ["z", "z"])


def test_the_table_says_what_is_hidden_and_that_it_is_exploratory(data):
    said = throughgate(*ASK, "--data", data).stdout
    lines = {line.split()[0]: line.split() for line in said.splitlines() if line}
    assert lines["Mixed"] == ["Mixed", *["c"] * 6]
    assert lines["White"][:3] == ["White", "43", "51.2%"]
    assert "c: hidden or withheld so that nobody can be recognised" in said
    assert "Exploratory" in said


def test_a_file_to_pass_on_holds_rounded_counts_and_rates_made_of_them(data):
    """White 43 and 22 become 45 and 20: 44.4%, Wilson 30.9% to 58.8% by hand; Black 32 and 13 become 30 and 15: 50%."""
    done = throughgate(*ASK, "--data", data, "--csv")
    lines = done.stdout.splitlines()
    notes = [line for line in lines if line.lstrip('"').startswith("#")]
    assert notes[-1] == f"# The table begins in line {len(notes) + 1}."
    table = {row["ethnicity"]: row for row in csv.DictReader(io.StringIO("\n".join(lines[len(notes) :])))}
    columns = (
        "n",
        "reconvicted",
        "rate_percent",
        "rate_low_percent",
        "rate_high_percent",
        "expected_percent",
        "difference_points",
    )
    assert [table["White"][column] for column in columns] == ["45", "20", "44.4", "30.9", "58.8", "46.9", "-2.5"]
    assert [table["Black"][column] for column in columns[:3]] == ["30", "15", "50.0"]
    assert {table[name][column] for name in ("Asian", "Mixed") for column in columns} == {"c"}
    said = "\n".join(notes)
    for wanted in (
        "HMP Doncaster (doncaster)",
        "baseline-2009",
        "As at 30 June 2011",
        "terms ",
        "Counts are rounded to 5",
        "c: hidden",
        "Exploratory",
    ):
        assert wanted in said


@pytest.mark.parametrize("outcome", ["binary", "frequency", "time", "severity", "custody"])
@pytest.mark.parametrize("shape", [(), ("--json",), ("--csv",)])
def test_every_outcome_is_printed_in_every_shape_and_tells_nothing_of_a_hidden_group(data, outcome, shape):
    done = throughgate(*ASK, "--data", data, "--outcome", outcome, *shape)
    assert (done.returncode, done.stderr) == (0, "")
    told = [line for line in done.stdout.splitlines() if "Mixed" in line]
    assert told, "its name is no secret"
    assert not any(character.isdigit() for line in told for character in line)


def test_a_memory_is_of_the_role_however_it_is_written(data):
    for role in ("Evaluator", " evaluator", "EVALUATOR"):
        asked(data, "--role", role)
    asked(data, THROUGHGATE_ROLE="Board")
    asked(data)
    document = json.loads(throughgate("released", "--data", data, "--json").stdout)
    assert [(of["role"], of["by"], of["shown"], of["withheld"]) for of in document["released"]] == [
        ("evaluator", ["ethnicity"], 2, 0),
        ("board", ["ethnicity"], 2, 0),
        ("everybody", ["ethnicity"], 2, 0),
    ]
    of_board = throughgate("released", "doncaster", "--role", "BOARD", "--data", data).stdout
    assert ("the answer by ethnicity (baseline-2009, as at 30 June 2011)" in of_board, "evaluator" in of_board) == (
        True,
        False,
    )


def test_nothing_was_shown_yet(data):
    assert throughgate("released", "--data", data).stdout == "Nothing has been shown of groups yet.\n"
    assert not (data / "releases.sqlite").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--by", "shoe-size"), "'shoe-size' is no factor: choose from sex"),
        (("--cohort", "cohort-9"), "has no cohort 'cohort-9': choose one of"),
        (("--outcome", "death"), "'death' is no outcome: choose from binary"),
        (("--by", "ethnicity"), "Ethnicity is chosen twice: choose another second factor"),
        (("--by", "need"), "'need' is no factor: did you mean need-accommodation, need-work"),
        (("--by", "pathwy"), "'pathwy' is no factor: did you mean pathway?"),
        (("--role", "a/b"), "role 'a/b' cannot be used: write 1 to 40 letters"),
        (("--as-at", "2009-12-31"), "nobody's follow-up is complete on this day"),
        (("--as-at", "2011-07-01"), "is after the data of HMP Doncaster end"),
        (("--csv", "--json"), "choose --json or --csv, not both"),
    ],
)
def test_what_cannot_be_asked_is_said_with_exit_code_2(data, words, says):
    done = throughgate(*ASK, "--data", data, *words, COLUMNS="300")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_register_shows_nothing(data):
    (data / "releases.sqlite").write_bytes(b"not a register" * 99)
    for words in (ASK, ("rates", "doncaster", "--by", "ethnicity"), ("released",)):
        done = throughgate(*words, "--data", data)
        assert (done.returncode, done.stdout) == (2, "")
        assert "the register of what was shown is damaged, so no groups can be shown" in done.stderr


def test_rates_hide_the_groups_that_the_gate_hides_and_keep_the_total(data):
    done = throughgate("rates", "doncaster", "--by", "ethnicity", "--data", data, "--json", "--role", "Analyst")
    first = json.loads(done.stdout)["cohorts"][0]
    assert (first["n"], first["reconvicted"], first["is_final"]) == (98, 46, True)
    found = {group["group"]: group for group in first["groups"]}
    assert (found["White"]["n"], found["White"]["reconvicted"], found["Black"]["n"]) == (43, 22, 32)
    for name in ("Asian", "Mixed"):
        assert found[name].pop("hidden") is True
        assert found[name].pop("group") == name
        assert set(found[name].values()) == {None}
    table = throughgate("rates", "doncaster", "--by", "ethnicity", "--data", data, "--role", "analyst").stdout
    assert any(line.split() == ["Mixed", *["c"] * 6] for line in table.splitlines())
    listed = json.loads(throughgate("released", "--data", data, "--json").stdout)["released"]
    assert [(of["role"], of["cohort"]) for of in listed] == [("analyst", "baseline-2009")]


def test_rates_show_no_group_of_a_cohort_that_is_not_followed_up(data):
    done = throughgate("rates", "doncaster", "--by", "ethnicity", "--as-at", "2010-01-31", "--data", data, "--json")
    first = json.loads(done.stdout)["cohorts"][0]
    assert (first["n"], first["is_final"]) == (98, False)
    assert all(group["hidden"] for group in first["groups"])
    assert "throughgate subgroups" in first["hidden_because"]


def test_rates_are_not_split_by_what_neither_page_nor_gate_knows(data):
    done = throughgate("rates", "doncaster", "--by", "establishment", "--data", data, COLUMNS="300")
    assert (done.returncode, "is not one of quarter, month, pathway" in done.stderr) == (2, True)
