"""The commands as a person types them: answers, exit codes, and errors without a traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from throughgate import PROJECT
from throughgate.cli import main


@dataclass(frozen=True)
class Done:
    """What a command left: exit code and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def throughgate(*words: object, **environment: str) -> Done:
    """Run the command in this process, as its console script would."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.delenv("THROUGHGATE_DATA", raising=False)
        patch.setattr(sys, "argv", ["throughgate", *map(str, words)])
        for name, value in environment.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
    return Done(ended.value.code or 0, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four people of Doncaster's baseline; one of two convictions falls in follow-up. One reconvicted of four is 25%."""
    folder = tmp_path_factory.mktemp("extracts")
    (folder / "person.csv").write_text("person_id,sex\na,M\nb,M\nc,M\nd,M\n")
    (folder / "discharge.csv").write_text(
        "discharge_id,person_id,establishment,custody_type,discharged_on\n"
        + "".join(f"d{p},{p},HMP Doncaster,sentenced,2009-03-02\n" for p in "abcd")
    )
    (folder / "conviction.csv").write_text(
        "conviction_id,person_id,disposal,offence_on,convicted_on\n"
        "1,a,fine,2009-05-01,2009-06-01\n2,b,fine,2010-03-02,2010-09-30\n"
    )
    return folder


@pytest.fixture(scope="module")
def data(extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    done = throughgate("load", extracts, "--data", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_rates_as_one_json_object(data: Path):
    """Wilson's limits for 1 of 4, by his formula with z = 1.96: 0.0456 and 0.6994."""
    done = throughgate("rates", "doncaster", "--data", data, "--json")
    answer = json.loads(done.stdout)
    assert set(answer) == {"contract", "as_at", "snapshot", "cohorts", "counted_as", "is_synthetic", "notes"}
    assert answer["is_synthetic"] is False
    first = answer["cohorts"][0]
    assert (first["cohort"], first["from"], first["to"]) == ("baseline-2009", "2009-01-01", "2009-12-31")
    assert (first["n"], first["mature"], first["reconvicted"], first["rate"]) == (4, 4, 1, 0.25)
    assert (round(first["low"], 4), round(first["high"], 4)) == (0.0456, 0.6994)
    assert (first["events"], first["events_per_100"], first["excluded"]) == (1, 25.0, {})
    assert answer["as_at"] == "2010-09-30"


def test_rates_by_group_and_as_at(data: Path):
    """Four people are too few for a group: its name stays, the cohort's total is exact."""
    done = throughgate(
        "rates", "HMP Doncaster", "--as-at", "2009-05-31", "--by", "sex", "--json", THROUGHGATE_DATA=str(data)
    )
    first = json.loads(done.stdout)["cohorts"][0]
    assert (first["n"], first["mature"], first["reconvicted"]) == (4, 0, 0)
    assert [(group["group"], group["n"], group["hidden"]) for group in first["groups"]] == [("M", None, True)]


def test_extracts_told_to_be_complete_to_a_day_are_read_up_to_it(extracts: Path, tmp_path: Path):
    """The last fact is of 30 September 2010; nine quiet months after it are known to be quiet only if someone says so."""
    assert throughgate("load", extracts, "--data", tmp_path, "--complete-to", "2011-06-30").returncode == 0
    assert json.loads(throughgate("rates", "doncaster", "--data", tmp_path, "--json").stdout)["as_at"] == "2011-06-30"
    done = throughgate("rates", "doncaster", "--data", tmp_path, "--as-at", "2011-07-01")
    assert (done.returncode, "--complete-to" in done.stderr) == (2, True)
    late = throughgate("load", extracts, "--data", tmp_path, "--complete-to", "2999-01-01")
    assert (late.returncode, "after the day of the load" in late.stderr) == (2, True)


def test_a_forgotten_file_does_not_empty_its_table(extracts: Path, tmp_path: Path):
    some = tmp_path / "some"
    some.mkdir()
    for path in extracts.iterdir():
        (some / path.name).write_text(path.read_text())
    assert throughgate("load", some, "--data", tmp_path / "data").returncode == 0
    (some / "conviction.csv").unlink()
    done = throughgate("load", some, "--data", tmp_path / "data")
    assert done.returncode == 2
    assert "source extracts supplied conviction (2 rows) before" in done.stderr
    assert throughgate("load", some, "--data", tmp_path / "data", "--fewer-tables").returncode == 0


def test_the_same_question_gives_the_same_bytes(data: Path):
    ask = ("rates", "doncaster", "--data", data, "--json", "--by", "month")
    assert throughgate(*ask).stdout == throughgate(*ask).stdout


def test_rates_as_a_table_say_what_they_are(data: Path):
    done = throughgate("rates", "doncaster", "--data", data)
    assert "25.0%" in done.stdout
    assert "not official statistics" in done.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("rates", "durham"), "no contract 'durham': choose one of"),
        (("rates", "broward"), "no data are loaded for Broward County"),
        (("rates", "doncaster", "--as-at", "2010-10-01"), "as-at 2010-10-01 is after the data of HMP Doncaster end, on 2010-09-30"),
        (("rates", "doncaster", "--as-at", "30/09/2010"), "write it as 2014-06-30"),
        (("rates", "doncaster", "--by", "shoe-size"), "'shoe-size' is not one of"),
        (("rates", "doncaster", "--snapshot", "zzz"), "no snapshot 'zzz'"),
        (("load", "no/such/folder"), "no/such/folder"),
        (("ogrs", "no/such.csv"), "no/such.csv"),
        (("load", ".", "--max-refused", "2"), "max-refused"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_without_a_traceback(data: Path, words: tuple[str, ...], says: str):
    done = throughgate(*words, THROUGHGATE_DATA=str(data), COLUMNS="300")
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_an_empty_data_folder_says_what_to_run(tmp_path: Path):
    done = throughgate("rates", "doncaster", "--data", tmp_path)
    assert (done.returncode, "throughgate demo" in done.stderr) == (2, True)


def test_check_refuses_and_publishes_nothing(extracts: Path, tmp_path: Path):
    bad = tmp_path / "bad"
    bad.mkdir()
    for path in extracts.iterdir():
        (bad / path.name).write_text(path.read_text())
    (bad / "discharge.csv").write_text(
        (extracts / "discharge.csv").read_text() + "dx,a,HMP Doncaster,sentenced,2009-02-30\n"
    )
    done = throughgate("check", bad, "--data", tmp_path / "data", "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["published"]) == (1, False)
    (fault,) = report["faults"]
    assert (fault["file"], fault["line"], fault["column"], fault["value"]) == (
        "discharge.csv",
        6,
        "discharged_on",
        "2009-02-30",
    )
    assert throughgate("snapshots", "--data", tmp_path / "data", "--json").stdout.strip() == "[]"


def test_ogrs_scores_a_file(tmp_path: Path):
    """Worked official case: male, 2 sanctions, ages 30 at conviction, 21 at first sanction, 30 at follow-up, code 11618: 9% and 17%, Low."""
    path = tmp_path / "people.csv"
    path.write_text(
        "sex,previous_sanctions,age_at_conviction,age_at_first_sanction,age_at_follow_up,offence_code\nM,1,30,21,30,11618\n"
    )
    done = throughgate("ogrs", path, "--output", tmp_path / "scored.csv")
    header, row = (tmp_path / "scored.csv").read_text().splitlines()
    scored = dict(zip(header.split(","), row.split(","), strict=True))
    assert done.returncode == 0
    assert (scored["ogrs3_one_year_percent"], scored["ogrs3_two_year_percent"], scored["ogrs3_band"]) == (
        "9",
        "17",
        "Low",
    )


def test_every_command_has_help():
    for command in ("demo", "load", "check", "ogrs", "rates", "snapshots", "serve", "subgroups", "released"):
        done = throughgate(command, "--help")
        assert (done.returncode, "Usage" in done.stdout) == (0, True)


def test_the_command_runs_as_a_process_of_its_own(tmp_path: Path):
    command = [sys.executable, "-m", "throughgate.cli", "rates", "doncaster", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("throughgate: ")


def notes(data: Path) -> list[dict]:
    lines = (data / "logs" / "throughgate.jsonl").read_text().splitlines()
    return [{k: v for k, v in json.loads(line).items() if k != "timestamp"} for line in lines]


def test_a_load_that_fails_is_noted_without_what_it_read(extracts: Path, tmp_path: Path):
    data, bad = tmp_path / "data", tmp_path / "bad"
    bad.mkdir()
    (bad / "person.csv").write_text('person_id,Secret Name\na,"M\n')
    for command in ("load", "check"):
        assert throughgate(command, bad, "--data", data).returncode == 2
    assert throughgate("load", extracts, "--data", data, "--source", "a/b").returncode == 2
    assert throughgate("load", extracts, "--data", data).returncode == 0
    *failed, done = notes(data)
    assert failed == [
        {"event": "load", "extracts": "bad", "failed": "LoadError"},
        {"event": "check", "extracts": "bad", "failed": "LoadError"},
        {"event": "load", "extracts": extracts.name, "failed": "LoadError"},
    ]
    assert (done["event"], done["published"], done["refused"]) == ("load", True, 0)
    assert "Secret" not in (data / "logs" / "throughgate.jsonl").read_text()


@pytest.mark.parametrize("size", [0, 5_000])
def test_a_damaged_snapshot_is_one_clear_line(extracts: Path, tmp_path: Path, size: int):
    assert throughgate("load", extracts, "--data", tmp_path).returncode == 0
    (path,) = (tmp_path / "snapshots").iterdir()
    path.write_bytes(path.read_bytes()[:size])
    done = throughgate("rates", "doncaster", "--data", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"throughgate: {path}: the published file cannot be read")
    assert (done.stderr.count("\n"), "restore it from a copy" in done.stderr) == (1, True)


def test_the_guide_keeps_every_report_of_a_load_within_the_data_folder():
    """A report holds values of the extract: where others can read it, it does not belong."""
    guide = (PROJECT / "docs" / "running.md").read_text(encoding="utf-8")
    written = [line for line in guide.splitlines() if "--json >" in line and ("load" in line or "check" in line)]
    assert len(written) == 3
    assert "out=$THROUGHGATE_DATA/reports/" in guide
    assert all("> data/logs/" in line or '> "$out/' in line for line in written)
