"""Passwords are argon2id, and an unknown user costs as much as a known one (T27, T28)."""

import statistics
import time

import pytest

from livechat.adapters.passwords import Passwords


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(time_cost=2, memory_kib=8 * 1024, parallelism=1)


def test_right_password_fits_and_wrong_does_not(passwords: Passwords) -> None:
    stored = passwords.hash("größe-密码-🔑")
    assert stored.startswith("$argon2id$")
    assert passwords.verify(stored, "größe-密码-🔑")
    assert not passwords.verify(stored, "grösse-密码-🔑")


def test_the_same_password_has_two_hashes(passwords: Passwords) -> None:
    assert passwords.hash("twice") != passwords.hash("twice")


def test_unknown_user_never_signs_in(passwords: Passwords) -> None:
    assert not passwords.verify(None, "nobody has this password")
    assert not passwords.verify(None, "")


@pytest.mark.parametrize("broken", ["", "plain", "$argon2id$v=19$m=1", "$2b$12$abcdefghijk"])
def test_broken_stored_hash_is_no_way_in(passwords: Passwords, broken: str) -> None:
    assert not passwords.verify(broken, "anything")


def test_lone_surrogate_in_a_password_is_only_wrong(passwords: Passwords) -> None:
    assert not passwords.verify(passwords.hash("right"), "\ud800")


def test_overlong_passwords_are_refused_and_never_cut_to_fit(passwords: Passwords) -> None:
    longest = "x" * 1024
    stored = passwords.hash(longest)
    assert passwords.verify(stored, longest)
    assert not passwords.verify(stored, longest + "y")
    with pytest.raises(ValueError, match="1024"):
        passwords.hash(longest + "y")


def test_a_megabyte_costs_no_more_than_a_word(passwords: Passwords) -> None:
    stored = passwords.hash("word")
    assert not passwords.verify(stored, "m" * 1_000_000)


def test_older_costs_ask_for_a_new_hash(passwords: Passwords) -> None:
    older = Passwords(time_cost=1, memory_kib=1024, parallelism=1).hash("pw-for-rehash")
    assert passwords.needs_rehash(older)
    assert passwords.verify(older, "pw-for-rehash")
    assert not passwords.needs_rehash(passwords.hash("pw-for-rehash"))
    assert passwords.needs_rehash("not a hash")


def test_t28_unknown_and_known_take_the_same_time(passwords: Passwords) -> None:
    stored = passwords.hash("known")
    passwords.warm_up()

    def seconds(hashed: str | None) -> float:
        start = time.process_time()
        passwords.verify(hashed, "guess")
        return time.process_time() - start

    # Interleaved, and processor time, so that a busy machine slows both alike.
    pairs = [(seconds(stored), seconds(None)) for _ in range(25)]
    known = statistics.median(pair[0] for pair in pairs)
    unknown = statistics.median(pair[1] for pair in pairs)
    assert abs(known - unknown) / known < 0.10
