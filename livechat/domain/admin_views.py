"""What the admin page's editor shows."""

from dataclasses import dataclass, field

from livechat.domain.views import ArticleStepView


@dataclass
class DraftView:
    """An article as far as it can be read; `problem` is why it cannot be saved."""

    problem: str = ""
    title: str = ""
    counts_text: str = ""
    steps: list[ArticleStepView] = field(default_factory=list)
