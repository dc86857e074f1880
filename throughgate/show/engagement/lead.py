"""The finding of the Engagement page, what it rests on, and its boxes."""

from __future__ import annotations

from throughgate.methods.reconviction import Rate
from throughgate.service.engagement import EVERYBODY, Engagement
from throughgate.show import words
from throughgate.show.engagement.association import may_show, said
from throughgate.show.engagement.cells import Shown
from throughgate.show.engagement.steps import REVIEWED, shown_steps
from throughgate.terms import Contract

NOTHING = "No contacts with community case managers are held for these people"
NOTHING_WHY = "Either nobody has been out for long enough on this day, or the data loaded hold no such contacts. What is held of the steps before release stands below."
HIDDEN_WHY = "Too few people have been out for a month or more on this day. What may be shown stands below."
HIDDEN = f"Who stays in touch is {words.HIDDEN}"


def title(found: Engagement) -> str:
    """The finding in one sentence."""
    engaged = _engaged(found)
    if engaged is None:
        return NOTHING if not found.has_contacts else HIDDEN
    everybody, local, away = (engaged[name] for name in (EVERYBODY, "local", "not local"))
    if everybody is None:
        return HIDDEN
    start = f"{words.percent(everybody.rate)} of people released met a community case manager"
    if not (local and away and local.n and away.n):
        return start
    return f"{start}: {words.percent(local.rate)} of those released locally, {words.percent(away.rate)} of the others"


def _engaged(found: Engagement) -> Shown | None:
    return shown_steps(found).get("engaged") if found.has_contacts else None


def lead(found: Engagement, contract: Contract) -> str:
    """The share met with its interval and n, what was published, and what engagement goes with."""
    engaged = _engaged(found)
    if engaged is None or engaged[EVERYBODY] is None:
        return HIDDEN_WHY if found.has_contacts else NOTHING_WHY
    share = engaged[EVERYBODY]
    parts = (
        f"**{words.rate(share)}** of {words.people(share.n)} out for a month or more had met a community case manager by the as-at date, in their first year out "
        "(95% interval).",
        _open_words(found), _published_words(contract), _outcome_words(found),
    )  # fmt: skip
    return " ".join(part for part in parts if part)


def _open_words(found: Engagement) -> str:
    still = any(not quarter.is_complete for quarter in found.step("engaged").quarters)
    return "The year is not over for everybody, so the share may still move." if still else ""


def _published_words(contract: Contract) -> str:
    figure = contract.service.get("engaged")
    return "" if figure is None else f"{figure.status.capitalize()}: {figure.value:f} {figure.unit} ({figure.source})."


def _outcome_words(found: Engagement) -> str:
    of = may_show(found)
    if of is None or of.adjusted is None:
        return ""
    return (
        f"Reconviction of people met in the first four weeks is {said(of.raw)} than that of the others as counted, and {said(of.adjusted)} at the same OGRS. "
        "Engaging is voluntary: this is **not an effect of the service**."
    )


def boxes(found: Engagement, contract: Contract) -> list[tuple[str, str, str]]:
    """Met at all, case manager in time, met in the first week, reviews kept: those that are held and may be shown."""
    shown = shown_steps(found)
    within, every = (contract.service.get(name) for name in ("allocated-within", "review-every"))
    named = {
        "engaged": ("Met after release", "people out for a month or more"),
        "allocated": ("Case manager in time", f"discharges; within {within.value if within else ''} days of arrival"),
        "first week": ("Met in the first week", "people out for a week or more"),
        REVIEWED: (
            "Reviews kept",
            f"people met at all; one every {every.value} days ({every.status})" if every else "",
        ),
    }
    held = {name: shown[name][EVERYBODY] for name in named if name in shown and _is_held(name, found)}
    return [(named[name][0], *_box(share, named[name][1])) for name, share in held.items()]


def _is_held(name: str, found: Engagement) -> bool:
    return name == "allocated" or found.has_contacts


def _box(share: Rate | None, who: str) -> tuple[str, str]:
    if share is None:
        return "c", words.HIDDEN
    value = "nobody yet" if share.rate is None else words.percent(share.rate)
    interval = "" if share.low is None else f"95% interval {words.percent(share.low)} to {words.percent(share.high)}; "
    return value, f"{interval}n = {words.whole(share.n)} {who}"
