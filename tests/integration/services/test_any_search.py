"""TRUST T46: whatever is searched for, a search answers, on both databases."""

from hypothesis import given, settings

from livechat.services import articles, audit_rows, history, people
from tests.factories.desk import Desk
from tests.unit.domain.test_any_text import ANY

quick = settings(derandomize=True, max_examples=60, deadline=None, database=None)


def test_T46_any_unicode_is_only_ever_looked_for(desk: Desk) -> None:
    student, admin = desk.student(), desk.admin()
    desk.conversation(student, "100% of_it \\ 'quoted' \"twice\"")
    other = desk.student()
    desk.conversation(other, "words of somebody else")

    @quick
    @given(ANY)
    def search(text: str) -> None:
        for row in desk.context.read(history.own, student, text):
            assert "somebody" not in str(row)
        assert len(desk.context.read(people.rows, admin, text)) <= 3
        assert len(desk.context.read(audit_rows.rows, admin, search=text)) <= audit_rows.PAGE
        articles.search(desk.context, text)

    search()
