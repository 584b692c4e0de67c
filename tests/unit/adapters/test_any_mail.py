"""Any Unicode in a mail: it stays words, in the HTML and in the headers."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.adapters.mail import Mail, Sender, build
from tests.unit.domain.test_any_text import ANY

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)


class Reader(HTMLParser):
    """The tags with their attributes, and the words between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.words += data


def made(subject: str, greeting: str, paragraph: str) -> tuple[EmailMessage, Reader]:
    mail = Mail("zoe@example.edu", subject, greeting, (paragraph,))
    message = build(mail, Sender("help@example.edu", "Fernmoor"), NOW)
    part = message.get_body(("html",))
    assert part is not None
    return message, Reader(part.get_content())


def bare(text: str) -> str:
    return re.sub(r"\W", "", text)


@quick
@given(ANY, st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_text_becomes_a_tag_an_attribute_or_a_header(text: str, other: str) -> None:
    plain, template = made("Words", "Words", "Words")
    message, read = made(other or "x", text, other)
    assert [tag for tag, _ in read.tags] == [tag for tag, _ in template.tags]
    assert read.tags == template.tags
    assert sorted(message.keys()) == sorted(plain.keys())
    assert "\n" not in str(message["Subject"])
    assert b"\r\n\r\n" in message.as_bytes()


@quick
@given(st.text("abc <>&\"'äß漢字🔑", min_size=1, max_size=40))
def test_no_word_is_lost(text: str) -> None:
    _, read = made("Words", "Words", text)
    assert bare(text) in bare(read.words)
