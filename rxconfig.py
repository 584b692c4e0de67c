"""Reflex's settings, derived from Livechat's own; one build serves every address and port."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import reflex as rx
from reflex_base.environment import environment

from livechat.settings import get_settings

settings = get_settings()

# Reflex bakes the server's absolute address into the pages. This placeholder (no real address can
# end in .invalid) becomes "where the page came from" after the build, so that one build can be
# served from any address. `slice(4)` turns http and https into ws and wss alike.
BUILD_ORIGIN = "http://livechat.invalid"
_BAKED = re.compile(r"""(["'`])(http|ws)://livechat\.invalid(/[^"'`]*)?\1""")
_FROM_PAGE = r'("\2"+globalThis.location.origin.slice(4)+"\3")'

# It would move the states to Redis, where a message takes fifty times as long.
os.environ.pop("REFLEX_REDIS_URL", None)

# A dead connection is noticed after 20 s instead of Reflex's 145 s.
for setting in (environment.REFLEX_SOCKET_INTERVAL, environment.REFLEX_SOCKET_TIMEOUT):
    if not setting.is_set():
        setting.set(timedelta(seconds=10))


class SameOrigin(rx.plugins.Plugin):
    """Lets the pages talk to the server that they were loaded from."""

    def post_build(self, **context: Any) -> None:
        """Replace the placeholder in the built scripts; fails when Reflex has changed."""
        sockets = 0
        for script in Path(context["static_dir"]).glob("**/*.js"):
            text = script.read_text(encoding="utf-8")
            if "livechat.invalid" not in text:
                continue
            sockets += len(re.findall(r"ws://livechat\.invalid", text))
            text = _BAKED.sub(_FROM_PAGE, text)
            if "livechat.invalid" in text:
                raise RuntimeError(f"{script.name} names the server in a form not known here")
            script.write_text(text, encoding="utf-8")
        if not sockets:
            raise RuntimeError("the built pages name no websocket: Reflex has changed")


class Words(rx.plugins.Plugin):
    """Puts the texts into the built pages, in every language that there is a catalogue for."""

    def post_build(self, **context: Any) -> None:
        """See `ui/words_build.py`, which needs the app that this file configures."""
        from livechat.ui.words_build import put_words

        static = Path(context["static_dir"])
        web = static.parent.parent
        put_words(static, [web / "app", web / "utils", web / "app_components"])


config = rx.Config(
    app_name="livechat",
    api_url=BUILD_ORIGIN,
    deploy_url=settings.base_url,
    frontend_port=settings.port,
    backend_port=settings.port,
    backend_host=settings.host,
    trusted_proxy_hops=settings.trusted_hops,
    cors_allowed_origins=settings.allowed_origins,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[rx.plugins.TailwindV4Plugin(), SameOrigin(), Words()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
