"""Fixes in the order of what worked."""

from livechat.bot.ordering import Tally, order_fixes

KEYS = ("a", "b", "c")


def _order(**tallies: tuple[int, int]) -> tuple[str, ...]:
    outcomes = {("art", "phone", key): Tally(*tally) for key, tally in tallies.items()}
    return order_fixes(KEYS, outcomes, article="art", device="phone")


def test_written_order_stands_until_there_are_enough_outcomes() -> None:
    assert _order(a=(0, 20), b=(9, 0)) == KEYS


def test_what_worked_comes_first() -> None:
    assert _order(a=(2, 18), b=(10, 5), c=(3, 12)) == ("b", "c", "a")


def test_new_fix_gets_tried() -> None:
    assert _order(a=(2, 18), b=(10, 5)) == ("b", "c", "a")


def test_other_device_classes_do_not_count() -> None:
    outcomes = {("art", "phone", "b"): Tally(40, 0)}
    assert order_fixes(KEYS, outcomes, article="art", device="computer") == KEYS
