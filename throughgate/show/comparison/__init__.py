"""The page Comparison: a cohort against a matched comparison group."""
