"""What `throughgate design` answers: the terms and the baseline a contract is designed with, and the chances they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

from throughgate.methods.design import BASELINE_PEOPLE, Design, DesignError
from throughgate.methods.design.targets import target_of
from throughgate.methods.reconviction import Rate
from throughgate.results import ContractData, cohort_rates, read_contracts
from throughgate.store.publish import published
from throughgate.store.reader import Reader, open_data
from throughgate.terms import Contract, find_contract, read_all_terms


@dataclass(frozen=True)
class DesignTerms:
    """A contract to design with, and its baseline as counted in the data where its follow-up there is complete."""

    terms: Contract
    counted: Rate | None = None

    @property
    def baseline_rate(self) -> Fraction | None:
        """Per cent: the terms' own figure, else the rate counted in the data; None where there is neither."""
        if "baseline-rate" in self.terms.figures:
            return Fraction(self.terms.figure("baseline-rate"))
        return Fraction(100 * self.counted.reconvicted, self.counted.n) if self.counted else None

    @property
    def baseline_n(self) -> int:
        """People the baseline was counted on, a year's discharges of Doncaster where that is not known."""
        return self.counted.n if self.counted else BASELINE_PEOPLE


def check_options(terms: Contract, given: Mapping[str, object]) -> None:
    """Refuse options given by hand that the contract's rule, or another option, would leave without effect.

    Args:
        terms: the contract, of a rule with a target.
        given: what was given, by the option's name; None where it was not.

    Raises:
        DesignError: naming the option, the rule and the remedy.
    """
    asked = [name for name, value in given.items() if value is not None]
    if target_of(terms).is_of_events and asked:
        raise DesignError(
            f"{asked[0]} does not go with the rule {terms.payment.rule} of {terms.name}, which sets events against a "
            f"matched control and has no baseline to choose: leave {asked[0]} out"
        )
    worst_of = given["--worst-of"]
    is_picked = isinstance(worst_of, int) and worst_of > 1
    if is_picked and given["--baseline"] == "fixed":
        raise DesignError(
            f"--baseline fixed does not go with --worst-of {worst_of} in the rule {terms.payment.rule}: the "
            "worst of several years is a counted baseline, so give --baseline estimated or leave --worst-of out"
        )
    if given["--baseline-n"] is not None and given["--baseline"] != "estimated" and not is_picked:
        raise DesignError(
            f"--baseline-n does not go with a fixed baseline in the rule {terms.payment.rule}: give --baseline estimated "
            "too, or leave --baseline-n out"
        )


def read_design_terms(data: Path, wanted: str) -> DesignTerms:
    """The contract of this id or name, from the published data where it is in them, else from the project's terms.

    Raises:
        TermsError: no contract is called so; the message lists the ids.
    """
    reader = open_data(data) if published(data) else None
    held = {contract.terms.id: contract for contract in read_contracts(reader)} if reader else {}
    terms = {t.id: t for t in read_all_terms()} | {name: contract.terms for name, contract in held.items()}
    found = find_contract((terms[name] for name in sorted(terms)), wanted)
    return DesignTerms(found, _counted(reader, held[found.id]) if found.id in held else None)


def _counted(reader: Reader, contract: ContractData) -> Rate | None:
    baseline = contract.terms.baseline()
    if baseline is None or contract.latest_known_on is None:
        return None
    rates = cohort_rates(reader, contract.terms, contract.latest_known_on)
    return next((r.binary for r in rates if r.cohort == baseline and r.is_final), None)


def design_document(terms: Contract, design: Design) -> dict[str, object]:
    """A design for a machine: probabilities as shares of 1, effects in `effect_unit`, rates in per cent, money in pence."""
    numbers = asdict(design)
    numbers["effect_points"] = float(design.effect_points)
    numbers["baseline_rate"] = None if design.baseline_rate is None else float(design.baseline_rate)
    return {
        "contract": terms.id,
        "terms_sha256": terms.sha256,
        "rule": terms.payment.rule,
        **numbers,
        "assumed": sorted(name for name, figure in terms.figures.items() if figure.status != "published"),
    }
