"""Made-up people for the demonstration file: no row describes anyone who ever lived.

See data/README.md for what the file is calibrated on, what is planted in it, and what it leaves out.
"""

from throughgate.store.synthetic.demonstration import KNOWN_UNTIL, SEED, SOURCE, write_demonstration

__all__ = ["KNOWN_UNTIL", "SEED", "SOURCE", "write_demonstration"]
