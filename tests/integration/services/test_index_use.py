"""What happens with every message finds its rows by an index, however many messages there are."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import event

from livechat.services import marks, messages
from livechat.services.marks import Mark
from livechat.services.saying import Saying, together
from tests.factories.desk import Desk

Act = Callable[[Desk], object]


def _say(desk: Desk) -> object:
    sayings = []
    for number in range(2):
        student, agent = desk.student(), desk.agent()
        chat = desk.active(student, agent)
        sayings.append(Saying(student, chat, f"{number:032x}", "Here it is"))
    return desk.context.write(together, sayings)


def _mark(desk: Desk) -> object:
    student, agent = desk.student(), desk.agent()
    chat = desk.active(student, agent)
    return desk.context.write(marks.store, [Mark(agent, chat, 1, 0), Mark(student, chat, 1, 1)])


def _catch_up(desk: Desk) -> object:
    student = desk.student()
    chat = desk.active(student, desk.agent())
    return desk.context.read(messages.thread, student, chat, after=1)


# PostgreSQL chooses by the number of rows, and there are hardly any here.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("act", [_say, _mark, _catch_up])
def test_no_statement_looks_through_the_whole_table(desk: Desk, act: Act) -> None:
    said: list[tuple[str, Sequence[object]]] = []

    def note(*told: object) -> None:
        said.append((str(told[2]), told[3]))  # type: ignore[arg-type]

    engine = desk.context.database.engine
    event.listen(engine, "before_cursor_execute", note)
    act(desk)
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        for statement, values in said:
            if not statement.startswith(("SELECT", "UPDATE")) or "message" not in statement:
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert not [step[3] for step in plan if step[3].startswith("SCAN message")], statement
