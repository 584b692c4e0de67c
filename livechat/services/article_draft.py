"""The skeleton of a new article in its Markdown form."""

import re
from datetime import date


def draft_of(question: str, review: date) -> str:
    """A valid beginning: what was asked is the first phrasing and makes the slug."""
    asked = " ".join(question.split()) or "write here how students ask"
    slug = "-".join(re.findall(r"[a-z0-9]+", asked.lower())[:6]) or "new-article"
    phrasing = asked.replace('"', "'")
    return f"""---
slug: {slug}
title: {asked[:1].upper()}{asked[1:80]}
category: browser
language: en
summary: One sentence on what goes wrong and what usually fixes it.
keywords: []
error_codes: []
group: platform
review: {review:%Y-%m-%d}
alternatives: []
needs: []
phrasings:
  - "{phrasing}"
---
## Say what to do first
One to four short sentences, with the names of buttons in **bold**.
> done when: what the student then sees
> minutes: 1
"""
