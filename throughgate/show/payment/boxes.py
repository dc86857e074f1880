"""The boxes at the head of the Payment page, at most four, with short values; their long form is in the sentences."""

from __future__ import annotations

from throughgate.methods.reconviction import binary_rate
from throughgate.projection import TOO_EARLY
from throughgate.show import money, words
from throughgate.show.payment.by_chance import pace_range
from throughgate.show.payment.early import WHY_SHORT
from throughgate.show.payment.lead import distance_range, target_words
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen, chance, say_value

Box = tuple[str, str, str]


def boxes(seen: Seen) -> tuple[Box, ...]:
    """At most four figures: the headline, its distance from what it is set against, the chance of the target, the money."""
    if seen.state in (NOBODY, HIDDEN):
        return ()
    if seen.is_volume:
        return _volume_boxes(seen)
    if seen.state == TOO_EARLY or not seen.is_told:
        return _early_boxes(seen)
    found = (_headline_box(seen), _distance_box(seen), _chance_box(seen), _oe_box(seen), _money_box(seen))
    kept = [box for box in found if box is not None]
    return tuple(kept[:3] + kept[-1:] if len(kept) > 4 else kept)


def _early_boxes(seen: Seen) -> tuple[Box, ...]:
    done = "0%" if not seen.now.mature else chance(seen.now.mature / seen.now.n)
    final_on = words.day(words.final_on(seen.now.cohort, seen.terms))
    found = (
        _so_far_box(seen),
        ("Follow-up complete", done, f"of those released so far; for all on {final_on}"),
        _oe_box(seen),
        ("Projection", "too early", WHY_SHORT.get(seen.now.why_too_early, "")),
    )
    return tuple(box for box in found if box is not None)


def _so_far_box(seen: Seen) -> Box:
    now, counted = seen.now, seen.rates_of(seen.now.cohort)
    n = f"n = {words.whole(now.n)}"
    if seen.is_events:
        note = f"95% interval {counted.frequency.low:.1f} to {counted.frequency.high:.1f}; " if counted else ""
        return (
            "Events per 100, so far",
            f"{100 * now.events / now.n:.1f}",
            f"{note}{words.whole(now.events)} events, {n}",
        )
    so_far = binary_rate(now.n, now.reconvicted)
    interval = f"95% interval {words.percent(so_far.low)} to {words.percent(so_far.high)}, {n}"
    return f"{seen.terms.outcome.counted_as.capitalize()}, so far", words.percent(so_far.rate), interval


def _headline_box(seen: Seen) -> Box:
    head = seen.headline
    unit = "events per 100" if seen.is_events else "final rate"
    if seen.is_counted:
        name = "Final events per 100" if seen.is_events else "Final rate"
        return name, say_value(seen, head.p50), f"n = {words.whole(seen.now.n)}, all followed up"
    return (
        f"Projected {unit}",
        say_value(seen, head.p50),
        f"95% range {say_value(seen, head.p2_5)} to {say_value(seen, head.p97_5)}",
    )


def _distance_box(seen: Seen) -> Box | None:
    if seen.reference is None:
        return None
    against = f"{seen.reference_name} {say_value(seen, seen.reference)}"
    note = "; ".join(part for part in (distance_range(seen), against) if part)
    if seen.is_events:
        fewer = seen.fewer_percent.p50
        return f"Against {seen.reference_name}", words.fewer_in_all(fewer), f"events; {note}"
    return f"Against {seen.reference_name}", words.short_points(seen.now.change_points.p50), note


def _chance_box(seen: Seen) -> Box | None:
    met = seen.now.p_threshold_met
    if met is None:
        return None
    what = target_words(seen).removesuffix(",")
    if seen.is_final:
        return "Target", "met" if met >= 0.5 else "missed", what
    return "Chance target is met", chance(met), what


def _oe_box(seen: Seen) -> Box | None:
    if seen.now.oe is None or seen.is_final:
        return None
    low, high = pace_range(seen.now.nowcast)
    return (
        "Pace against expected",
        f"{seen.now.oe:.2f}",
        f"95% range {low:.2f} to {high:.2f}; of first convictions so far; 1 is no change",
    )


def _money_box(seen: Seen) -> Box:
    if seen.rule is None:
        return "Payment", "none", "nothing is paid under this contract"
    if not seen.is_paid:
        return "Expected payment", "too early", "pounds once the 95% range is at most 8 points wide"
    payment = seen.now.payment
    mark = "; rests on assumed figures" if payment.statement.assumed else ""
    if seen.is_final:
        return (
            "Payment",
            money.short(payment.statement.total_pence),
            f"{_direction(payment.statement.total_pence)}{mark}",
        )
    expected, low, high = money.alike(payment.expected_pence, payment.p10_pence, payment.p90_pence)
    note = f"{low} in 80 of 100 cases" if low == high else f"80% range {low} to {high}"
    return "Expected payment", expected, f"{note}{mark}"


def _direction(pence: int) -> str:
    if pence == 0:
        return "nothing changes hands"
    return "paid to the provider" if pence > 0 else "taken from the provider"


def _volume_boxes(seen: Seen) -> tuple[Box, ...]:
    volume = seen.now.outcome.volume
    share = words.percent(volume.starts / volume.referrals) if volume.referrals else "none"
    expected = seen.terms.figures.get("expected-conversion")
    priced = f"priced on {expected.value}% ({expected.status})" if expected else "of referrals into starts"
    state = "final, window over" if seen.is_final else "so far, window still open"
    still = "so far, more may start" if seen.is_final else state
    found = [
        ("Referrals", words.whole(volume.referrals), state),
        ("Starts", words.whole(volume.starts), still),
        ("Conversion", share, priced),
    ]
    if seen.is_paid:
        paid = seen.now.payment.statement
        mark = "; rests on assumed figures" if paid.assumed else ""
        found.append(
            (
                "Fee",
                money.short(paid.total_pence),
                f"{state if seen.terms.payment.bands_on == 'referrals' else still}{mark}",
            )
        )
    return tuple(found)
