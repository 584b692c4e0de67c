"""The README says what is so: every setting with its default and meaning, every command."""

from dataclasses import fields
from pathlib import Path

from livechat.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_names_every_setting_with_default_and_meaning() -> None:
    rows = [line for line in README.splitlines() if line.startswith("| `LIVECHAT_")]
    wanted = []
    for entry in fields(Settings):
        value = entry.default
        text = str(value).lower() if isinstance(value, bool) else str(value)
        shown = f"`{text}`" if text else ""
        meaning = entry.metadata["meaning"]
        wanted.append(f"| `LIVECHAT_{entry.name.upper()}` | {shown} | {meaning} |")
    assert rows == wanted


def test_every_picture_and_document_that_it_links_is_there() -> None:
    links = {part.split(")")[0] for part in README.split("](")[1:]}
    local = {link for link in links if not link.startswith("http")}
    assert local
    assert [link for link in sorted(local) if not (ROOT / link).exists()] == []
