"""What the sign-in and sign-up pages take from their address: an error's key, where to go on."""

from urllib.parse import parse_qs

import reflex as rx

from livechat.domain import sign_in_errors
from livechat.state.policy import open_to_all

_HOME = "/help"


def safe_next(path: str) -> str:
    """A path of this site; anything else (other hosts, schemes, tricks with slashes) is home."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if is_ours and path.isprintable() and len(path) <= 200 else _HOME


class AuthState(rx.State):
    """Nothing secret: the password never comes here."""

    error: str = ""
    next_page: str = _HOME

    @rx.event
    @open_to_all
    async def load(self) -> None:
        """Read the query string."""
        query = parse_qs(str(self.router.url.query))
        self.error = sign_in_errors.text_of(query.get("error", [""])[0])
        self.next_page = safe_next(query.get("next", [_HOME])[0])
