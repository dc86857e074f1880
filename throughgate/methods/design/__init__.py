"""The contract designer: what a contract's terms would pay for, before anybody is released."""

from throughgate.methods.design.designing import Design, chances_by_effect, design
from throughgate.methods.design.targets import BASELINE_PEOPLE, DesignError, Setting, cohorts_tested

__all__ = ["BASELINE_PEOPLE", "Design", "DesignError", "Setting", "chances_by_effect", "cohorts_tested", "design"]
