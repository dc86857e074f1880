"""The finding of the Pathways page, what it rests on, and its boxes."""

from __future__ import annotations

from throughgate.methods.disclosure import SMALLEST_GROUP, is_small
from throughgate.service.pathways import Pathways
from throughgate.show import words
from throughgate.show.pathways.groups import groups

NONE_RECORDED = "No pathway is recorded for anybody discharged here"
FIGURES_HIDDEN = "Too few people have been discharged to show who was on which pathway"


def is_shown(found: Pathways) -> bool:
    """Whether pathways are recorded, of enough people to show."""
    return found.on_a_pathway > 0 and found.discharges >= SMALLEST_GROUP


def title(found: Pathways) -> str:
    """The finding in one sentence."""
    if not is_shown(found):
        return FIGURES_HIDDEN if found.on_a_pathway else NONE_RECORDED
    third = f"pathway 3 took {_third(found)} of all discharges" if has_third(found) else ""
    if not has_intended(found):
        return third[:1].upper() + third[1:] or "The four pathways: who was on which"
    right = f"{words.percent(found.as_intended.rate)} ended on the pathway the rules intend"
    return f"{right}, and {third}" if third else right


def has_third(found: Pathways) -> bool:
    """Whether the share on pathway 3 may be shown: whether it is in the table by quarter."""
    seen = groups(found.cells)
    return seen.by_quarter[-1][2] not in seen.hidden


def has_intended(found: Pathways) -> bool:
    """Whether the share on the pathway intended may be shown."""
    same, seen = found.as_intended, groups(found.cells)
    return same.n > 0 and not is_small(same.n, same.reconvicted) and not {seen.ruled, seen.as_intended} & seen.hidden


def has_moved(found: Pathways) -> bool:
    """Whether the share that moved may be shown, of those with a pathway."""
    seen = groups(found.cells)
    return not is_small(found.on_a_pathway, found.moved) and seen.placed not in seen.hidden


def lead(found: Pathways) -> str:
    """What the finding rests on: n, interval, and what it does not tell."""
    if not is_shown(found):
        return _nothing(found)
    same = found.as_intended
    n = f"{words.whole(found.discharges)} discharges by {words.day(found.as_at)}, remand among them"
    ruled = "" if not has_intended(found) else (
        f" For {words.whole(same.n)} of them the triage rules name a pathway that there was at the time: "
        f"**{words.rate(same)}** ended on it (95% interval)."
    )  # fmt: skip
    return (
        f"It rests on {n}; somebody discharged twice counts twice.{ruled} Whether another pathway was a decision, a change "
        "of circumstances or a slip of the record cannot be told from this, and as the pathways hold different people, "
        "their outcomes do not tell what a pathway does."
    )


def boxes(found: Pathways) -> list[tuple[str, str, str]]:
    """At most four figures in boxes; none where nothing is shown."""
    if not is_shown(found):
        return []
    same, n = found.as_intended, words.whole(found.discharges)
    shown = [("Discharges", n, f"remand among them, by {words.day(found.as_at)}")]
    if has_third(found):
        shown.append(("From pathway 3", _third(found), f"sentences under twelve months; n = {n}"))
    if has_intended(found):
        interval = f"{words.percent(same.low)} to {words.percent(same.high)}"
        shown.append(
            ("On the intended pathway", words.percent(same.rate), f"95% interval {interval}; n = {words.whole(same.n)}")
        )
    if has_moved(found):
        share = words.percent(found.moved / found.on_a_pathway)
        shown.append(
            ("Moved between pathways", share, f"at least once; n = {words.whole(found.on_a_pathway)} with a pathway")
        )
    return shown


def _nothing(found: Pathways) -> str:
    if found.on_a_pathway:
        return f"The figures are {words.HIDDEN}."
    if not found.discharges:
        return f"Nobody has been discharged by {words.day(found.as_at)}, so there is no mix of pathways to show."
    return (
        f"The data hold discharges, but no allocation to a pathway known by {words.day(found.as_at)}: the service here may "
        "have had none, or the extract does not bring them."
    )


def _third(found: Pathways) -> str:
    return words.percent(found.count(3) / found.discharges)
