"""The skeleton of a new article in its Markdown form."""

import json
import re
from collections.abc import Sequence
from datetime import date

_SUMMARY = "One sentence on what goes wrong and what usually fixes it."
_STEP = "Say what to do first"
_BODY = "One to four short sentences, with the names of buttons in **bold**."
_DONE = "what the student then sees"


def is_unfinished(markdown: str) -> bool:
    """Whether words of the skeleton are still in it."""
    return any(text in markdown for text in (_SUMMARY, _STEP, _BODY, _DONE))


def draft_of(question: str, review: date, also: Sequence[str] = ()) -> str:
    """A valid beginning: what was asked makes the slug and the phrasings."""
    asked = " ".join(question.split()) or "write here how students ask"
    slug = "-".join(re.findall(r"[a-z0-9]+", asked.lower())[:6]) or "new-article"
    told = dict.fromkeys([asked, *(" ".join(text.split()) for text in also)])
    phrasings = "\n".join("  - " + json.dumps(text, ensure_ascii=False) for text in told)
    return f"""---
slug: {json.dumps(slug)}
title: {json.dumps(asked[:1].upper() + asked[1:80], ensure_ascii=False)}
category: browser
language: en
summary: {_SUMMARY}
keywords: []
error_codes: []
group: platform
review: {review:%Y-%m-%d}
alternatives: []
needs: []
phrasings:
{phrasings}
---
## {_STEP}
{_BODY}
> done when: {_DONE}
> minutes: 1
"""
