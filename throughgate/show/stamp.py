"""What a page, a file taken from it and a pack say of where their figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughgate import __version__
from throughgate.results import ContractData
from throughgate.show import words


@dataclass(frozen=True)
class Stamp:
    """What figures were made from.

    `looking_at` says every filter in force in one sentence; `published_at` is the moment the data file was published.
    """

    contract: ContractData
    as_at: date
    snapshot_id: str
    published_at: datetime
    looking_at: str

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Name and value of everything that the figures follow from, in the order in which it is read."""
        terms = self.contract.terms
        return (
            ("Filters", self.looking_at),
            ("Contract", terms.name),
            ("As at", words.day(self.as_at)),
            ("Data snapshot", f"{self.snapshot_id}, published {words.moment(self.published_at)}"),
            ("Terms", f"version {terms.sha256[:12]} of {terms.id}.toml"),
            ("Made by", f"Throughgate {__version__}"),
            ("Status", words.status(self.contract.is_synthetic)),
        )

    @property
    def line(self) -> str:
        """The same on one line, for the foot of a page of a pack."""
        terms = self.contract.terms
        return (
            f"{terms.name}, as at {words.day(self.as_at)}, snapshot {self.snapshot_id}, terms {terms.sha256[:12]}, "
            f"Throughgate {__version__}. {words.status(self.contract.is_synthetic)}"
        )
