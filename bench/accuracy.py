"""How accurate projections and adjusted baselines are, on made-up people whose final outcomes are known.

    python bench/accuracy.py [--replicates 100] [--seed 20261122] [--months 6 12 18 24]

Prints error, coverage and bias by method and scenario, and says of each target whether it is met. With 100 replicates a
coverage of 80% has a standard error of 4 points in one scenario and 2 over four.
"""

from __future__ import annotations

import argparse

from bench import accuracy_casemix, accuracy_nowcast

SEED = 20261122


def main() -> None:
    """Read the options and print both reports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=100, help="made-up cohorts for each scenario")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--months", type=int, nargs="+", default=list(accuracy_nowcast.AT_MONTHS), help="as-at months")
    chosen = parser.parse_args()
    if chosen.replicates < 1 or min(chosen.months) < 1:
        parser.error("--replicates and --months must be 1 or more")
    accuracy_nowcast.report(chosen.replicates, chosen.seed, tuple(chosen.months))
    accuracy_casemix.report(chosen.replicates, chosen.seed)


if __name__ == "__main__":
    main()
