"""The admin page's forms: what is refused is said and stays open, what is taken is done."""

from typing import Any

import pytest

from livechat.services import privacy
from livechat.state.admin import AdminState
from livechat.state.session import set_current_actor
from tests.factories.desk import Desk

REFUSED = {
    "publish_incident": {"incident_title": "Projectors", "incident_hours": "soon"},
    "save_reply": {"reply_shortcut": "no spaces here", "reply_title": "Hello"},
    "change_person": {"role": "headmaster"},
    "block_person": {"block_hours": "0", "block_reason": "Flooding"},
    "switch_factor_off": {"factor_reason": "Lost the phone"},
    "add_hours": {"weekday": "0", "opens": "17:00", "closes": "09:00"},
}


@pytest.fixture
def shown(desk: Desk, handling: None) -> AdminState:
    """An admin's page with a student's form open, as Reflex makes it for a new tab."""
    set_current_actor(desk.admin())
    page = AdminState(_reflex_internal_init=True)  # type: ignore[call-arg]
    page.person = desk.context.read(privacy.public_id_of, desk.student("Mia Berg"))
    return page


async def _send(shown: AdminState, name: str, form: dict[str, Any]) -> None:
    await getattr(AdminState, name).fn(shown, form)


@pytest.mark.parametrize("name", REFUSED)
async def test_a_refusal_is_said_beside_the_form_that_stays_open(
    shown: AdminState, name: str
) -> None:
    shown.done, opened = "Said before", shown.person
    shown.reply = "new"
    await _send(shown, name, REFUSED[name])
    assert shown.error
    assert not shown.done
    assert (shown.person, shown.reply) == (opened, "new")


async def test_what_is_taken_is_said_and_closes_the_form(shown: AdminState) -> None:
    await shown._look_at_people()
    shown.error = "Said before"
    await _send(shown, "block_person", {"block_hours": "24", "block_reason": "Flooding"})
    assert "Mia Berg" in shown.done
    assert not shown.error
    assert not shown.person
    assert [row.name for row in shown.people if row.blocked] == ["Mia Berg"]


async def test_a_published_problem_stands_in_the_list(shown: AdminState) -> None:
    await _send(shown, "publish_incident", {"incident_title": "Beamers", "incident_hours": "2"})
    assert [row.text for row in shown.incidents] == ["Beamers"]
    assert shown.incidents[0].until
