"""The settings of disclosure control: read whole, or refused with the file, the setting and the remedy."""

import pytest

from throughgate.thresholds import NAMES, SETTINGS, ThresholdError, read_thresholds

GOOD = SETTINGS.read_text(encoding="utf-8")


def test_the_settings_of_the_project():
    found = read_thresholds()
    assert (found.smallest_group, found.smallest_count, found.unreliable_below, found.rounded_to) == (10, 5, 30, 5)
    assert found.suppression == "own"
    assert all(found.figures[name].source for name in NAMES)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[rounded-to]", "[rounding]", "rounded-to, rounding"),
        ('value = "10"', 'value = "4"', "smallest-count 5, smallest-group 4"),
        ('value = "10"', 'value = "31"', "unreliable-below 30"),
        ('value = "10"', 'value = "9.5"', "smallest-group is 9.5"),
        ('value = "10"', 'value = "many"', "smallest-group.value"),
        ("[smallest-group]", "[smallest-group", "cannot be read"),
        ('method = "own"', 'method = "best"', "suppression.method is 'best'"),
        ("[suppression]", "[method]", "method, suppression"),
    ],
)
def test_settings_that_cannot_be_used(tmp_path, old, new, said):
    assert old in GOOD
    path = tmp_path / "disclosure.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ThresholdError, match=str(path)) as fault:
        read_thresholds(path)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("old", "new", "group"), [('value = "10"', 'value = "5"', 5), ('value = "10"', 'value = "30"', 30)]
)
def test_settings_at_their_bounds(tmp_path, old, new, group):
    path = tmp_path / "disclosure.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    assert read_thresholds(path).smallest_group == group


def test_optimal_suppression_can_be_asked_for(tmp_path):
    path = tmp_path / "disclosure.toml"
    path.write_text(GOOD.replace('method = "own"', 'method = "optimal"', 1), encoding="utf-8")
    assert read_thresholds(path).suppression == "optimal"
