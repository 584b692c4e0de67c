"""Articles as pages show them: to students, in the list of admins, step by step."""

from dataclasses import dataclass


@dataclass
class ArticleRow:
    slug: str
    title: str
    category: str
    category_label: str
    summary: str
    steps: int
    phrases: int
    is_published: bool
    review_text: str = ""
    fixed_text: str = ""
    # Tried often enough to say that its steps help few.
    needs_person: bool = False


@dataclass
class ArticleStepView:
    title: str
    body: str
    done_when: str
    minutes: int
    only: str


@dataclass
class ArticleView:
    row: ArticleRow
    steps: list[ArticleStepView]
    phrases: list[str]
    alternatives: list[str]
    version: int


@dataclass
class CategoryView:
    key: str
    label: str
    icon: str
    count: int
