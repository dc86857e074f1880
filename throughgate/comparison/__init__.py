"""A matched comparison group."""
