"""The app in this process and one socket of it, to see which way frames take: prints JSON.

`python -m tests.servers.one_socket`, with a data folder of its own in the environment.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import livechat.livechat as main
from livechat import composition
from livechat.settings import get_settings
from livechat.state import policy
from livechat.store import migrations
from tests.servers.raw_client import event

CHAT = "reflex___state____state.livechat___state___chat____chat_state"
Messages = asyncio.Queue[dict[str, Any]]


def _scope() -> dict[str, Any]:
    origin = next(iter(get_settings().allowed_origins))
    token = "00000000-0000-4000-8000-000000000001"
    headers = {"origin": origin, "upgrade": "websocket", "connection": "upgrade"}
    return {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": "/_event/",
        "raw_path": b"/_event/",
        "root_path": "",
        "query_string": f"EIO=4&transport=websocket&token={token}".encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
        "subprotocols": [],
    }


def _note(passed: list[str]) -> Callable[..., Any]:
    server = main.app.sio
    assert server is not None
    handle = server._handle_eio_message

    async def noted(eio_sid: str, data: str) -> None:
        passed.append(data)
        await handle(eio_sid, data)

    return noted


async def _talk(app: Any, sent: list[str]) -> None:
    to_app, frames = Messages(), Messages()
    line = asyncio.create_task(app(_scope(), to_app.get, frames.put))

    def say(text: str) -> None:
        sent.append(text)
        to_app.put_nowait({"type": "websocket.receive", "text": text})

    async def until(part: str) -> None:
        async with asyncio.timeout(20):
            while part not in (await frames.get()).get("text", ""):
                pass

    to_app.put_nowait({"type": "websocket.connect"})
    say("40/_event," + json.dumps({"event": event(policy.BOOT)}))
    await until('"is_hydrated_rx_state_":true')
    for zone in ("Europe/Paris", "Asia/Tokyo"):
        name, payload = f"{CHAT}.know_browser", {"zone": zone, "device": {}}
        say("42/_event," + json.dumps(["event", event(name, payload)]))
        await until(zone)
    say('42/_event,["ping"]')
    await until("pong")
    to_app.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await line


async def _serve() -> dict[str, list[str]]:
    app: Any = main.app()
    sent: list[str] = []
    passed: list[str] = []
    to_app, answers = Messages(), Messages()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    life = asyncio.create_task(app(scope, to_app.get, answers.put))
    to_app.put_nowait({"type": "lifespan.startup"})
    assert (await answers.get())["type"] == "lifespan.startup.complete"
    assert main.app.sio is not None
    main.app.sio.eio.on("message", _note(passed))
    await _talk(app, sent)
    to_app.put_nowait({"type": "lifespan.shutdown"})
    await life
    return {"sent": sent, "passed": passed}


if __name__ == "__main__":
    context = composition.build_context(get_settings())
    migrations.upgrade(context.database.engine)
    context.database.close()
    print(json.dumps(asyncio.run(_serve())))
