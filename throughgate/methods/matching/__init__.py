"""A comparison group: people without the service who were as likely to receive it, and what the two groups then did."""

from throughgate.methods.matching.balance import Balance, Covariate, check_balance, read_balance
from throughgate.methods.matching.effects import Effect, EValue, compare_counts, compare_means, compare_rates, e_value
from throughgate.methods.matching.pairing import NONE, Matching, match
from throughgate.methods.matching.propensity import Propensity, fit_propensity

__all__ = [
    "NONE", "Balance", "Covariate", "EValue", "Effect", "Matching", "Propensity", "check_balance", "compare_counts",
    "compare_means", "compare_rates", "e_value", "fit_propensity", "match", "read_balance",
]  # fmt: skip
