"""Browsers without pages: clients of the plain routes, signed in or not."""

from sqlmodel import col, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from livechat.adapters.passwords import Passwords
from livechat.api.routes import routes
from livechat.domain.actor import Actor
from livechat.services import accounts
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk

ORIGIN = "http://127.0.0.1:3000"
PASSWORD = "correct horse battery"
# Cheap on purpose: verifying reads the costs from the hash.
_HASH = Passwords(time_cost=1, memory_kib=64, parallelism=1).hash(PASSWORD)


class Site:
    """Clients of the routes; each has cookies of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def nobody(self, origin: str = ORIGIN) -> TestClient:
        """A browser in which nobody is signed in."""
        headers = {"origin": origin} if origin else {}
        return TestClient(
            Starlette(routes=routes), base_url=ORIGIN, headers=headers, follow_redirects=False
        )

    def email(self, actor: Actor) -> str:
        """The address; from now on the user has PASSWORD."""

        def work(uow: UnitOfWork) -> str:
            user = uow.session.exec(select(User).where(col(User.id) == actor.user_id)).one()
            user.password_hash = _HASH
            uow.session.add(user)
            return user.email

        return self.desk.context.write(work)

    def signed_in(self, actor: Actor) -> TestClient:
        """A browser in which the actor has signed in, sending the login's token."""
        client = self.nobody()
        form = {"email": self.email(actor), "password": PASSWORD}
        assert client.post("/api/sign-in", data=form).status_code == 303
        client.headers["x-csrf-token"] = self.csrf(client)
        return client

    def csrf(self, client: TestClient) -> str:
        """The token of the client's login."""
        login = accounts.resolve(self.desk.context, client.cookies["livechat_session"])
        assert login is not None
        return login.csrf
