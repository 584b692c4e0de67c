"""Passwords are argon2id, and an unknown user costs as much as a known one (T27, T28)."""

import pytest
from argon2 import PasswordHasher, extract_parameters

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


def test_a_hash_of_other_costs_still_fits(passwords: Passwords) -> None:
    older = Passwords(time_cost=1, memory_kib=1024, parallelism=1).hash("pw-of-before")
    assert passwords.verify(older, "pw-of-before")
    assert not passwords.verify(older, "pw-of-today")


@pytest.mark.parametrize("stored", [None, "", "!", "plain", "$argon2id$v=19$m=1", "$2b$12$abc"])
def test_t28_whoever_has_no_password_costs_as_much_hashing_as_who_has(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch, stored: str | None
) -> None:
    """The work, counted; the time that it takes is measured by tests/bench/bench_sign_in.py."""
    known = passwords.hash("known")
    done: list[tuple[int, int, int, int]] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, encoded: str, secret: bytes) -> bool:
        made = extract_parameters(encoded)
        done.append((made.time_cost, made.memory_cost, made.parallelism, made.hash_len))
        return verify(self, encoded, secret)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    assert not passwords.verify(known, "guess")
    assert not passwords.verify(stored, "guess")
    assert len(done) == 2
    assert done[0] == done[1] == (2, 8 * 1024, 1, 32)
