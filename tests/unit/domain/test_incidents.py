"""Five chats on one issue in a quarter of an hour, and three times the usual."""

import pytest

from livechat.domain.incidents import is_incident


@pytest.mark.parametrize(
    ("recent", "usual", "expected"),
    [(5, 0.0, True), (4, 0.0, False), (5, 1.6, True), (5, 1.7, False), (30, 10.0, True)],
)
def test_many_and_far_more_than_usual(recent: int, usual: float, expected: bool) -> None:
    assert is_incident(recent, usual, least=5) is expected
