"""How most journeys begin: somebody signs in and stands where the test starts."""

from playwright.sync_api import expect

from tests.e2e.chat import Chat
from tests.e2e.conftest import Person
from tests.e2e.desk import Desk
from tests.servers.app import AppServer

# No article solves it, so the bot has little to say and offers a person.
PROBLEM = "my robot arm in the lab simulation does not turn"


def at_the_desk(app: AppServer, person: Person) -> Desk:
    """Signed in at the desk and online."""
    person.sign_in(app.url, "/agent")
    desk = Desk(person.page)
    desk.go_online()
    return desk


def in_the_chat(app: AppServer, person: Person) -> Chat:
    """Signed in on the Help page, the panel open."""
    person.sign_in(app.url, "/help")
    chat = Chat(person.page)
    chat.open()
    return chat


def asking(app: AppServer, person: Person, problem: str = PROBLEM) -> Chat:
    """The bot has been told the problem and has answered; a person is asked for."""
    chat = in_the_chat(app, person)
    chat.write(problem)
    expect(chat.bot_turns()).to_have_count(2)
    chat.press("Talk to a person")
    return chat


def waiting(app: AppServer, person: Person, problem: str = PROBLEM) -> Chat:
    """The same, in the queue."""
    chat = asking(app, person, problem)
    chat.join_the_queue()
    return chat
