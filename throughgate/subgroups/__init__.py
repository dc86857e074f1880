"""Subgroups: for whom it works, of the groups that the gate allows to be shown."""

from throughgate.subgroups.model import Group, GroupDays, Groups, Values
from throughgate.subgroups.reading import CUSTODY, SEVERITY, compared_with, read_days, read_groups

__all__ = ["CUSTODY", "SEVERITY", "Group", "GroupDays", "Groups", "Values", "compared_with", "read_days", "read_groups"]
