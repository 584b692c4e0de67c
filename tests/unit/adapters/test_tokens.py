"""Tokens are long, random and URL safe; only their hash is kept."""

import re

from livechat.adapters import tokens


def test_tokens_are_url_safe_long_and_never_repeat() -> None:
    made = {tokens.session_token() for _ in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in made)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", tokens.public_id()) for _ in range(2000))


def test_hash_is_sha256_of_whatever_a_client_sends() -> None:
    assert tokens.token_hash("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert tokens.token_hash("abd") != tokens.token_hash("abc")
    assert tokens.token_hash("\ud800")


def test_demo_password_can_be_read_and_typed() -> None:
    made = {tokens.demo_password() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){2}", word) for word in made)
