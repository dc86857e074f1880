"""The steps from custody to community: how many had each, by where and how they were released."""

from __future__ import annotations

import pandas as pd

from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP, hide_small
from throughgate.methods.engagement import Reviews
from throughgate.methods.reconviction import Rate
from throughgate.service.engagement import AFTER_RELEASE, EVERYBODY, REVIEWED_WEEKS, SPLITS, Engagement, Groups
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, INK, Chart, blank, wrap
from throughgate.show.engagement.cells import Shown, filled_columns, shown_groups
from throughgate.show.shares import key_of, say
from throughgate.terms import Contract

DRAWN = ("allocated", "handover", "first week", "engaged")
ALL = ("allocated", "handover", "handover ever", "first week", "engaged")
REVIEWED = "reviews"
TICKS = (0, 25, 50, 75, 100)


def names(contract: Contract) -> dict[str, str]:
    """What each step is called, with the days that the terms give."""
    days = {name: f"{figure.value:f}" for name, figure in contract.service.items()}
    return {
        "allocated": f"Case manager within {days.get('allocated-within')} days of arrival",
        "handover": f"Handover {days.get('handover-to')} to {days.get('handover-from')} days before release",
        "handover ever": "Handover at any time before release",
        "first week": "Met in the first week out",
        "engaged": "Met at all in the first year",
        REVIEWED: f"Reviews kept, one every {days.get('review-every')} days",
    }


def shown_steps(found: Engagement) -> dict[str, Shown]:
    """Shares of each step by group as they may be shown, in the order in which people come to them."""
    held = [name for name in ALL if found.has_contacts or name not in AFTER_RELEASE]
    steps = {name: shown_groups(step.by_group) for name in held if (step := found.step(name)) is not None}
    if "handover ever" in steps:
        few = _few_more(*(found.step(name).by_group for name in ("handover ever", "handover")))
        steps["handover ever"] = {
            name: None if name in few or steps["handover"][name] is None else of
            for name, of in steps["handover ever"].items()
        }
    if found.reviews:
        steps[REVIEWED] = _shown_reviews(found.reviews)
    return {name: groups for name, groups in steps.items() if not _is_nobody(groups)}


def _few_more(wider: Groups, narrower: Groups) -> set[str]:
    """Groups in which only a few had the wider of two steps and not the narrower, and those that would tell of them."""
    more = {name: of.reconvicted - narrower[name].reconvicted for name, of in wider.items()}
    if 0 < more[EVERYBODY] < SMALLEST_COUNT:
        return set(more)
    hidden: set[str] = set()
    for split in SPLITS:
        few = hide_small([wider[name].n for name in split], [more[name] for name in split])
        hidden |= {name for name, is_few in zip(split, few, strict=True) if is_few}
    return hidden


def _shown_reviews(found: dict[str, Reviews]) -> Shown:
    """Reviews as shares of periods; what may be shown goes by the people, of whom each has as many periods."""
    if found[EVERYBODY].people < SMALLEST_GROUP:
        return dict.fromkeys(found)
    shown: Shown = {EVERYBODY: _as_rate(found[EVERYBODY])}
    for split in SPLITS:
        people = [found[name].people for name in split]
        hidden = hide_small(people, people)
        shown |= {name: None if small else _as_rate(found[name]) for name, small in zip(split, hidden, strict=True)}
    return shown


def _as_rate(of: Reviews) -> Rate:
    return Rate(of.people, of.kept, of.share, of.low, of.high)


def _is_nobody(groups: Shown) -> bool:
    return groups[EVERYBODY] is not None and groups[EVERYBODY].n == 0


def blocks(found: Engagement, contract: Contract, *, source: str) -> list[Block]:
    """The chart of the steps, and the table of every group; none where nothing is held."""
    shown = shown_steps(found)
    if not shown:
        return []
    called = names(contract)
    return [
        Block(
            heading="From custody to community, step by step",
            subtitle="Share of those who could have had each step, with its 95% interval; everybody",
            key="steps", chart=steps_chart(shown, called), source=source, words=base_words(found, contract),
        ),
        Block(
            heading="The same by where and how people were released",
            subtitle="Share with its 95% interval, and n: discharges before release, people after it, each once in a cohort",
            key="step-groups", table=group_table(shown, called), table_key=key_of(group_table(shown, called)),
            source=source, is_part=True,
        ),
    ]  # fmt: skip


def steps_chart(shown: dict[str, Shown], called: dict[str, str]) -> Chart:
    """A dot for each step with its interval; the table holds the steps that are not drawn as well."""
    everybody = {name: groups[EVERYBODY] for name, groups in shown.items()}
    drawn = {n: s for n, s in everybody.items() if n in (*DRAWN, REVIEWED) and s is not None and s.n}
    figure = blank(height=70 + 82 * len(drawn))
    figure.update_layout(margin_t=8)
    for name, share in drawn.items():
        label, hover = f"{wrap(called[name], 18)}<br>n = {words.whole(share.n)}", f"{called[name]}<br>{say(share)}"
        if share.low is not None:
            figure.add_scatter(
                x=[100 * share.low, 100 * share.high],
                y=[label, label],
                mode="lines",
                line={"color": DARK_BLUE, "width": 3},
                hoverinfo="skip",
            )
        figure.add_scatter(
            x=[100 * share.rate], y=[label], mode="markers+text", text=words.percent(share.rate), textposition="top center",
            textfont={"size": 15, "color": INK}, marker={"color": DARK_BLUE, "size": 13}, hovertext=hover, hoverinfo="text",
        )  # fmt: skip
    figure.update_xaxes(range=[0, 104], tickvals=TICKS, ticktext=[f"{tick}%" for tick in TICKS])
    figure.update_yaxes(range=[len(drawn) - 0.4, -0.6], showgrid=False, type="category")
    table = pd.DataFrame(
        {"Step": [called[n] for n in everybody], "Share (95% interval)": [say(s) for s in everybody.values()]}
    )
    said = "; ".join(f"{called[name]}: {say(share)}" for name, share in everybody.items() if share is not None)
    return Chart(figure, f"Share of people with each step, with 95% intervals. {said}.", table, key_of(table))


def group_table(shown: dict[str, Shown], called: dict[str, str]) -> pd.DataFrame:
    """One row a step, one column a group; groups of which nobody is held are left out."""
    groups = next(iter(shown.values()))
    columns = {name[:1].upper() + name[1:]: [say(of[name]) for of in shown.values()] for name in groups}
    return filled_columns(pd.DataFrame({"Step": [called[name] for name in shown]} | columns))


def base_words(found: Engagement, contract: Contract) -> str:
    """Of whom each share is, and who is left out, as a list."""
    shown, service, lines = shown_steps(found), contract.service, []
    if "allocated" in shown:
        lines.append(_allocated_words(found, contract))
    if "handover" in shown:
        to = service["handover-to"].value
        lines.append(
            f"**Handover**: an attended meeting with the community case manager before release; of discharges that had had a custody case manager for {to} "
            "days or more, so that the whole window lay before them."
        )
    if found.has_contacts:
        lines.append(
            "**After release**: attended contacts with a community case manager, by telephone or in person, never in custody. Of eligible people, each once in a cohort: out "
            "for 7 days or more for the first week (days 0 to 6), and for a month or more (assumed) for met at all."
        )
    if REVIEWED in shown:
        every = service["review-every"]
        lines.append(
            f"**Reviews** ({every.status}: one every {every.value} days): of people met at all and out for {REVIEWED_WEEKS} weeks or more, the share of their "
            f"first {7 * REVIEWED_WEEKS // int(every.value)} review periods with a contact; n is people, and the interval allows for one person's periods being "
            "alike. People back in custody cannot be met, and their periods still count."
        )
    return "\n".join(f"- {line}" for line in lines)


def _allocated_words(found: Engagement, contract: Contract) -> str:
    service = contract.service
    below = service.get("triage-only-below")
    triage = (
        f", without sentences under {below.value} days on pathway 3, who have a triage assessment only" if below else ""
    )
    began = min(cohort.discharged_from for cohort in contract.cohorts if cohort.kind == "cohort")
    left_out = found.step("allocated").left_out
    there = "" if not left_out else (
        f" Left out: {words.whole(left_out) if left_out >= SMALLEST_COUNT else 'a few'} discharges of people who had arrived before the service began on "
        f"{words.day(began)}, or on a day that is not recorded."
    )  # fmt: skip
    return f"**Case manager**: of discharges that the triage rule gives one (pathways 1 to 3{triage}).{there}"
