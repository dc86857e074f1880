"""Board packs: what is in one, how it is typeset, issued, registered and made again."""

from throughgate.pack.errors import PackError

__all__ = ["PackError"]
