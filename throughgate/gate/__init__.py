"""The gate between groups of people and whoever asks about them."""

from throughgate.gate.deciding import described
from throughgate.gate.gate import Allowed, RefusedError, ask
from throughgate.gate.question import ALL, BEFORE, FACTORS, OUTCOMES, Question, QuestionError, cohorts_of, column
from throughgate.gate.steps import step_ends, step_of

__all__ = [
    "ALL", "BEFORE", "FACTORS", "OUTCOMES", "Allowed", "Question", "QuestionError", "RefusedError", "ask", "cohorts_of", "column",
    "described", "step_ends", "step_of",
]  # fmt: skip
