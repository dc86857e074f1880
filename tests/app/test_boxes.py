"""Two groups of as many boxes on one page."""

from streamlit.testing.v1 import AppTest

SCRIPT = """
from throughgate.show import layout
layout.metrics([("People", "10", "")])
layout.metrics([("Rate", "50%", "")], key={key!r})
"""


def test_two_groups_of_one_size_stand_on_a_page_by_their_keys():
    app = AppTest.from_string(SCRIPT.format(key="what-if")).run()
    assert not app.exception
    assert [box.label for box in app.metric] == ["People", "Rate"]


def test_without_a_key_they_clash():
    assert AppTest.from_string(SCRIPT.format(key="")).run().exception
