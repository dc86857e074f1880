"""What `throughgate match` prints, for people and for machines: no few people can be reckoned from it.

Every number of people is rounded to the nearest 10, since the exact ones of one day or of one way of matching less those of another
could tell of a single person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from throughgate.methods.disclosure import SMALLEST_GROUP
from throughgate.methods.matching import read_balance
from throughgate.show import words
from throughgate.show.comparison.hiding import is_few, nearest

Told = Sequence[tuple[str, str, Mapping]]
Shown = int | dict[str, int]


def match_document(contract_id: str, as_at: date, told: Told, snapshot_id: str, *, is_there: bool = False) -> dict:
    """The answer of `throughgate match --json`.

    Nobody is 0, 1 to 9 people are {"fewer_than": 10}, and others {"about": the nearest 10}.

    Args:
        contract_id: the contract.
        as_at: the day whose knowledge people were matched by.
        told: for each cohort its id, that of the cohort it is measured against, and the model's document, with the names of the
            covariates that few people have under "hidden".
        snapshot_id: the file published.
        is_there: whether the same groups stood in it already.
    """
    cohorts = [_cohort(cohort_id, compared_id, model) for cohort_id, compared_id, model in told]
    return {
        "contract": contract_id,
        "as_at": as_at.isoformat(),
        "snapshot": snapshot_id,
        "already_there": is_there,
        "cohorts": cohorts,
    }


def _cohort(cohort_id: str, compared_id: str, model: Mapping) -> dict:
    return {
        "cohort": cohort_id,
        "measured_against": compared_id,
        **{name: _about(model[name]) for name in ("treated", "matched")},
        "without_match": _about(model["dropped"]),
        **{name: _about(model[name]) for name in ("candidates", "controls")},
        "asked_ratio": model["ratio"],
        "achieved_ratio": round(model["achieved_ratio"], 1),
        "effective_controls": _about(model["effective_controls"]),
        "worst_before": _worst(model, "before"),
        "worst_after": _worst(model, "after"),
        # No total: a reason of few people would follow from it.
        "left_out_because": {reason: [_about(side) for side in sides] for reason, sides in model["left_out"].items()},
        "not_used": list(model["unused"]),
        "joined": list(model["joined"]),
    }


def match_report(document: Mapping) -> str:
    """The same for people, a line a figure."""
    parts = [f"{document['contract']} as at {document['as_at']} (people to the nearest {SMALLEST_GROUP})"]
    parts += [_report(one) for one in document["cohorts"]]
    there = f"Already there, in snapshot {document['snapshot']}: nothing is published."
    made = f"Published snapshot {document['snapshot']}: the same data with these groups in it."
    parts.append(
        f"{there if document['already_there'] else made} A load publishes data without them: match again after it."
    )
    return "\n\n".join(parts)


def warnings(document: Mapping) -> list[str]:
    """A line for each cohort whose people found less than half of the comparison people asked for."""
    return [
        f"warning: {document['contract']} {one['cohort']}: {one['asked_ratio']} comparison people were asked for each, {one['achieved_ratio']:.1f} found: "
        "ask for fewer with --ratio, or let one serve several times with --replace"
        for one in document["cohorts"]
        if one["achieved_ratio"] < one["asked_ratio"] / 2
    ]  # fmt: skip


def _report(one: Mapping) -> str:
    rows = [
        ("Treated", _say(one["treated"])),
        ("  matched", _say(one["matched"])),
        ("  without a match", _say(one["without_match"])),
        ("Controls kept", f"{_say(one['controls'])} of {_say(one['candidates'])}"),
        ("  for each treated", f"{one['achieved_ratio']:.1f} of {one['asked_ratio']} asked for"),
        ("  effective number", _say(one["effective_controls"])),
        ("Worst difference before", _difference(one["worst_before"])),
        ("Worst difference after", _difference(one["worst_after"])),
        *(("Left out", f"{reason}: {_say(ours)} treated, {_say(theirs)} others") for reason, (ours, theirs) in one["left_out_because"].items()),
        *(("Covariate not used", reason) for reason in one["not_used"]),
        *(("Category too rare", reason) for reason in one["joined"]),
    ]  # fmt: skip
    width = max(len(name) for name, _ in rows)
    head = f"{one['cohort']} against {one['measured_against']}"
    return "\n".join([head, *(f"  {name.ljust(width)}  {value}" for name, value in rows)])


def _about(people: float) -> Shown:
    if not people:
        return 0
    return {"fewer_than": SMALLEST_GROUP} if is_few(people) else {"about": nearest(people)}


def _worst(model: Mapping, when: str) -> dict | None:
    """The covariate furthest apart of those that may be told; None where there is none, or nobody is matched."""
    rows = [row for row in model["balance"] if row["name"] not in model["hidden"] and row[when] is not None]
    if not rows:
        return None
    row = max(rows, key=lambda row: abs(row[when]))
    return {"covariate": row["name"], "difference": round(row[when], 2), "reading": read_balance(row[when])}


def _say(people: Shown) -> str:
    if not isinstance(people, dict):
        return "none"
    if "fewer_than" in people:
        return f"fewer than {people['fewer_than']}"
    return f"about {words.whole(people['about'])}"


def _difference(worst: Mapping | None) -> str:
    if worst is None:
        return "none that may be told"
    return f"{worst['difference']:+.2f} standard deviations, {worst['covariate']} ({worst['reading']})"
