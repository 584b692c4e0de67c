"""The content policy knows exactly the scripts that the pages contain."""

import hashlib
from base64 import b64encode
from pathlib import Path

import pytest

from livechat.api import headers
from livechat.settings import SettingsError, load


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_inline_scripts_are_hashed_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    page = '<script>one()</script><script type="module" async="">\ntwo("é")</script>'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    other = '<script src="/x.js"></script><script>one()</script>'
    (tmp_path / "a" / "index.html").write_text(other, encoding="utf-8")
    assert set(headers.script_hashes(tmp_path)) == {_hash("one()"), _hash('\ntwo("é")')}


def test_the_policy_allows_no_eval_no_frames_and_own_sockets_only() -> None:
    policy = headers.page_policy(["'sha256-x'"], ["https://help.example.edu"])
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["script-src"] == "'self' 'sha256-x'"
    assert parts["frame-ancestors"] == "'none'"
    assert parts["connect-src"] == "'self' wss://help.example.edu"
    assert "unsafe-eval" not in policy


def test_pages_in_frames_only_where_the_setting_says_so() -> None:
    policy = headers.page_policy([], [], ["https://learn.example.edu"])
    assert "frame-ancestors https://learn.example.edu" in policy
    assert b"x-frame-options" in dict(headers.fixed(https=True))
    assert b"x-frame-options" not in dict(headers.fixed(https=True, framed=True))
    assert "frame-ancestors 'none'" in headers.FILE_POLICY
    for wrong in ("http://learn.example.edu", "*", "https://a/b", "https://a;script-src *"):
        with pytest.raises(SettingsError):
            load({"LIVECHAT_FRAME_ANCESTORS": wrong})


def test_built_files_are_kept_and_pages_asked_for_again() -> None:
    assert b"immutable" in headers.caching("/assets/x-abc.js", is_page=False)
    assert headers.caching("/help", is_page=True) == b"no-cache"
    assert b"private" in headers.caching("/api/transcript", is_page=False)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"PUBLIC_URL": "http://help.example.edu"},
        {"PUBLIC_URL": "https://help.example.edu", "ORIGINS": "*"},
        {"PUBLIC_URL": "https://help.example.edu", "ORIGINS": "https://a.example, *"},
        {"PUBLIC_URL": "*"},
    ],
)
def test_t10_production_does_not_start_with_every_origin_or_with_none(
    values: dict[str, str],
) -> None:
    with pytest.raises(SettingsError):
        load({"LIVECHAT_PRODUCTION": "1", **{f"LIVECHAT_{k}": v for k, v in values.items()}})


def test_hsts_needs_https() -> None:
    assert b"strict-transport-security" in dict(headers.fixed(https=True))
    assert b"strict-transport-security" not in dict(headers.fixed(https=False))
