"""What is said of a pack that cannot be had."""


class PackError(ValueError):
    """A pack that cannot be made, written or checked; names what, its value and the remedy."""
