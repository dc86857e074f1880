"""From an outcome to a statement in pence: the six payment rules."""

from throughgate.methods.payment.exact import ExactPayments, exact_counts, exact_payments
from throughgate.methods.payment.model import (
    DECISIONS,
    Level,
    Line,
    Outcome,
    Payments,
    Settled,
    Statement,
    Volume,
)
from throughgate.methods.payment.pence import monthly_payments
from throughgate.methods.payment.settle import marginal_value, payments, statement

__all__ = [
    "DECISIONS", "ExactPayments", "Level", "Line", "Outcome", "Payments", "Settled", "Statement", "Volume",
    "exact_counts", "exact_payments", "marginal_value", "monthly_payments", "payments", "statement",
]  # fmt: skip
