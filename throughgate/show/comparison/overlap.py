"""Whether people without the service were as likely to have had it: the scores of both groups, mirrored."""

from __future__ import annotations

import pandas as pd

from throughgate.comparison.result import Bin, MatchedComparison
from throughgate.methods.disclosure import SMALLEST_GROUP
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, INK, ORANGE, Chart, blank
from throughgate.show.comparison.hiding import about
from throughgate.show.comparison.said import whole

WORDS = (
    "The chance is the one that the propensity model gives each candidate of being in the cohort rather than among the people compared. Where one side has "
    f"people and the other has none, no match can be found. Neighbouring bins are joined until each holds at least {SMALLEST_GROUP} people of either side."
)
TOO_FEW = "Too few people of one side for the scores to be shown."


def blocks(found: MatchedComparison, *, source: str) -> list[Block]:
    """The mirrored chart; words alone where too few people are on a side."""
    heading = "Do the two groups overlap?"
    if not found.overlap:
        return [Block(heading=heading, subtitle=TOO_FEW, key="overlap")]
    return [
        Block(
            heading=heading, key="overlap", chart=overlap_chart(found), words=WORDS, source=source,
            subtitle="Candidates on both sides by their chance of being in the cohort, per cent of each side",
        )
    ]  # fmt: skip


def names(bins: tuple[Bin, ...]) -> list[str]:
    """Each bin's chances in words; the ends stay open, since how far they reach would tell of single people."""
    if len(bins) == 1:
        return ["any chance"]
    middle = [f"{whole(100 * b.low)}% to {whole(100 * b.high)}%" for b in bins[1:-1]]
    return [f"under {whole(100 * bins[0].high)}%", *middle, f"{whole(100 * bins[-1].low)}% or more"]


def shares(bins: tuple[Bin, ...]) -> tuple[list[int], list[int]]:
    """Per cent of the cohort and of the people compared in each bin."""
    totals = sum(b.treated for b in bins), sum(b.controls for b in bins)
    return (
        [whole(100 * b.treated / totals[0]) for b in bins],
        [whole(100 * b.controls / totals[1]) for b in bins],
    )


def overlap_chart(found: MatchedComparison) -> Chart:
    """The cohort's bars to the left, those of the people compared to the right, the least likely at the top."""
    labels, (ours, theirs) = names(found.overlap), shares(found.overlap)
    figure = blank(height=130 + 38 * len(labels))
    sides = ((found.cohort.name, [-share for share in ours], ours, DARK_BLUE), ("Compared", theirs, theirs, ORANGE))
    for name, lengths, said, colour in sides:
        figure.add_bar(
            x=lengths, y=labels, orientation="h", name=name, marker_color=colour, text=[f"{share}%" for share in said], textposition="outside",
            cliponaxis=False, textfont={"size": 14, "color": INK}, hovertext=[f"{name}: {share}% with a chance of {label}" for share, label in zip(said, labels, strict=True)],
            hoverinfo="text",
        )  # fmt: skip
    room = 1.5 * max([*ours, *theirs, 1])
    figure.update_layout(barmode="overlay", bargap=0.25, showlegend=True)
    figure.update_xaxes(range=[-room, room], showticklabels=False, title_text="Per cent of each side")
    figure.update_yaxes(autorange="reversed", type="category", automargin=True, showgrid=False)
    kept = found.kept
    told = "; ".join(f"{label}: {a}% and {b}%" for label, a, b in zip(labels, ours, theirs, strict=True))
    alt = (
        f"Chance of being in {words.in_sentence(found.cohort.name)}, per cent of the cohort ({about(kept.treated)}) and of the people compared "
        f"({about(kept.controls)}). {told}."
    )
    rows = [(label, f"{a}%", f"{b}%") for label, a, b in zip(labels, ours, theirs, strict=True)]
    return Chart(
        figure, alt, pd.DataFrame(rows, columns=["Chance of being in the cohort", found.cohort.name, "Compared"])
    )
