"""What a board pack costs, against what else this machine does in the same run.

    python bench/pack.py [--data DIR] [--quarter 2014Q2]

Processor seconds, best of two, of a pack of each contract of the demonstration (made anew where no DIR is named), as
`throughgate pack` makes it: set against `throughgate rates`, which is the start of Python and one query, and against typst
on an empty page with the same fonts. Then of what moved since the quarter before, against a projection. The targets are
printed and fail nothing, since machines are noisy.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import typst

from throughgate import projection, results
from throughgate.movements import Standpoint, read_movements
from throughgate.pack.typeset import FONTS
from throughgate.quarters import Quarter, parse_quarter
from throughgate.results import ContractData
from throughgate.store.reader import Reader, open_data

TARGET_SECONDS, TARGET_RATIO = 6.0, 8.0
"""Of the processor for a pack; and the most that movements may cost of projections of the same contract (six levels)."""
REPEATS = 2


def seconds_of(run: Callable[[], object]) -> float:
    """Processor seconds of a call in this process, the best of REPEATS."""
    spent: list[float] = []
    for _ in range(REPEATS):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return min(spent)


def command_seconds(*words: object) -> float:
    """Processor seconds of a `throughgate` command, start of Python and all, the best of REPEATS."""
    spent: list[float] = []
    for _ in range(REPEATS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "throughgate.cli", *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(spent)


def bare_typst() -> float:
    """Processor seconds of typst on a page with one word."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.typ"
        page.write_text("#set document(title: [Page])\nword", encoding="utf-8")
        return seconds_of(lambda: typst.compile(str(page), font_paths=[str(FONTS)], ignore_system_fonts=True))


def report(data: Path, quarter: Quarter) -> None:
    """Print a line for each contract, and one for all together."""
    start, empty = command_seconds("rates", "doncaster", "--data", data), bare_typst()
    print(
        f"throughgate rates {start:.2f} s, a bare page of typst {empty:.2f} s; target of a pack {TARGET_SECONDS:.0f} s"
    )
    reader = open_data(data)
    with tempfile.TemporaryDirectory() as out:
        asked = ("--quarter", quarter.code, "--out", out, "--replace", "--data", data)
        for contract in results.read_contracts(reader):
            if contract.latest_known_on is not None:
                pack = command_seconds("pack", contract.terms.id, *asked)
                print(
                    f"{contract.terms.id:22} pack {pack:5.2f} s, {pack / start:4.1f} times rates, {_moved(reader, contract, quarter)}"
                )
        print(f"{'all of them':22} pack {command_seconds('pack', '--all', *asked):5.2f} s")


def _moved(reader: Reader, contract: ContractData, quarter: Quarter) -> str:
    after = min(quarter.ends_on, contract.check_as_at(None))
    ends = (Standpoint(reader, contract, day) for day in (quarter.starts_on - timedelta(days=1), after))
    before, now = ends
    moved, projected = (
        seconds_of(lambda: read_movements(before, now)), seconds_of(lambda: projection.project(reader, contract, after))
    )  # fmt: skip
    return f"movements {moved:.2f} s, {moved / projected:.1f} times a projection (target {TARGET_RATIO:.0f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--quarter", type=parse_quarter, default="2014Q2")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        if asked.data is None:
            command = [sys.executable, "-m", "throughgate.cli", "demo", "--data", str(data)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        else:
            # Packs go into the register of a copy: the folder named stays as it is.
            subprocess.run(["cp", "-r", str(asked.data), str(data)], check=True)
        report(data, asked.quarter)


if __name__ == "__main__":
    main()
