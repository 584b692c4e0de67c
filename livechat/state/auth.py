"""What the sign-in and sign-up pages take from their address: an error's key, where to go on."""

from urllib.parse import parse_qs

import reflex as rx

from livechat.domain.sign_in_errors import text_of
from livechat.state.policy import open_to_all

_LONGEST = 254


class AuthState(rx.State):
    """Nothing secret: the password never comes here."""

    error: str = ""
    # Where to go on; the route that signs in checks that it is a page of ours.
    next_page: str = ""
    email: str = ""
    name: str = ""
    notice: str = ""
    # From the mail's link; worth something for half an hour, and once.
    token: str = ""

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """Read the query string; what was typed before a refusal is kept."""
        query = parse_qs(str(self.router.url.query))

        def first(name: str) -> str:
            return query.get(name, [""])[0][:_LONGEST]

        self.error, self.notice = text_of(first("error")), text_of(first("notice"))
        self.token = first("token")
        self.next_page, self.email, self.name = first("next"), first("email"), first("name")
