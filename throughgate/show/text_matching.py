"""What `throughgate match` prints, for people and for machines: no small group can be read from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from throughgate.methods.disclosure import SMALLEST_GROUP
from throughgate.methods.matching import read_balance
from throughgate.show import words

Told = Sequence[tuple[str, str, Mapping]]
Shown = int | dict[str, int]


def match_document(contract_id: str, as_at: date, told: Told, snapshot_id: str) -> dict:
    """The answer of `throughgate match --json`.

    1 to 9 people are {"fewer_than": 10}, and all but so few {"at_least": n - 9}, so that neither gives the other away.

    Args:
        contract_id: the contract.
        as_at: the day whose knowledge people were matched by.
        told: for each cohort its id, that of the cohort it is measured against, and the model's document.
        snapshot_id: the file published.
    """
    cohorts = [_cohort(cohort_id, compared_id, model) for cohort_id, compared_id, model in told]
    return {"contract": contract_id, "as_at": as_at.isoformat(), "snapshot": snapshot_id, "cohorts": cohorts}


def _cohort(cohort_id: str, compared_id: str, model: Mapping) -> dict:
    without = {words: [_few(side) for side in sides] for words, sides in model["left_out"].items()}
    total = [sum(sides[place] for sides in model["left_out"].values()) for place in (0, 1)]
    return {
        "cohort": cohort_id,
        "measured_against": compared_id,
        "treated": model["treated"],
        "matched": _all_but(model["matched"], model["treated"]),
        "without_match": _few(model["dropped"]),
        "candidates": model["candidates"],
        "controls": _all_but(model["controls"], model["candidates"]),
        # To one decimal: with more the people without a match follow from it.
        "achieved_ratio": round(model["achieved_ratio"], 1),
        "effective_controls": round(model["effective_controls"]),
        "worst_before": _worst(model["balance"], "before"),
        "worst_after": _worst(model["balance"], "after"),
        "left_out": [_few(side) for side in total],
        # A part shown beside a part hidden would give the hidden one away from the total.
        "left_out_because": without if not _has_few(model) else {reason: None for reason in without},
        "not_used": list(model["unused"]),
        "joined": list(model["joined"]),
    }


def match_report(document: Mapping) -> str:
    """The same for people, a line a figure."""
    blocks = [f"{document['contract']} as at {document['as_at']}"]
    for one in document["cohorts"]:
        blocks.append(_report(one))
    blocks.append(
        f"Published snapshot {document['snapshot']}: the same data with these groups in it. A load publishes data "
        "without them: match again after it."
    )
    return "\n\n".join(blocks)


def _report(one: Mapping) -> str:
    rows = [
        ("Treated", _say(one["treated"])),
        ("  matched", _say(one["matched"])),
        ("  without a match", _say(one["without_match"])),
        ("Controls kept", f"{_say(one['controls'])} of {words.whole(one['candidates'])}"),
        ("  for each treated", f"{one['achieved_ratio']:.1f}"),
        ("  effective number", words.whole(one["effective_controls"])),
        ("Worst difference before", _difference(one["worst_before"])),
        ("Worst difference after", _difference(one["worst_after"])),
        ("Not known, left out", f"{_say(one['left_out'][0])} treated, {_say(one['left_out'][1])} others"),
        *(("", reason + _sides(sides)) for reason, sides in one["left_out_because"].items()),
        *(("Covariate not used", reason) for reason in one["not_used"]),
        *(("Category too rare", reason) for reason in one["joined"]),
    ]
    width = max(len(name) for name, _ in rows)
    head = f"{one['cohort']} against {one['measured_against']}"
    return "\n".join([head, *(f"  {name.ljust(width)}  {value}" for name, value in rows)])


def _few(people: int) -> Shown:
    return {"fewer_than": SMALLEST_GROUP} if 0 < people < SMALLEST_GROUP else people


def _all_but(part: int, whole: int) -> Shown:
    """A part of a whole that is shown: nobody can tell from it that only a few are missing, or are in it."""
    if 0 < whole - part < SMALLEST_GROUP:
        return {"at_least": max(whole - SMALLEST_GROUP + 1, 0)}
    return _few(part)


def _has_few(model: Mapping) -> bool:
    return any(0 < side < SMALLEST_GROUP for sides in model["left_out"].values() for side in sides)


def _worst(balance: Sequence[Mapping], when: str) -> dict | None:
    """The covariate furthest apart; None where nobody is matched. No number stands for no spread among the treated."""
    if all(row[when] is None for row in balance):
        return None
    row = max(balance, key=lambda row: abs(row[when]) if row[when] is not None else 0)
    return {"covariate": row["name"], "difference": round(row[when], 4), "reading": read_balance(row[when])}


def _say(people: Shown) -> str:
    if isinstance(people, int):
        return words.whole(people)
    if "fewer_than" in people:
        return f"fewer than {people['fewer_than']}"
    return f"at least {words.whole(people['at_least'])}"


def _sides(sides: Sequence[Shown] | None) -> str:
    return "" if sides is None else f": {_say(sides[0])} treated, {_say(sides[1])} others"


def _difference(worst: Mapping | None) -> str:
    if worst is None:
        return "nobody is matched"
    return f"{100 * worst['difference']:+.1f}% of a standard deviation, {worst['covariate']} ({worst['reading']})"
