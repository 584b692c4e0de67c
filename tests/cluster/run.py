"""`make run-cluster`: two processes, PostgreSQL, Redis and a proxy on this machine, to try out.

The data are gone when it ends. Kill one of the processes that it names, and see what happens.
"""

import asyncio
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bootstrap.environment import ROOT
from bootstrap.server import check_port, server_environment
from livechat.settings import load
from tests.cluster.proxy import StickyProxy
from tests.servers.demo_app import RunningApp
from tests.servers.live_app import wait_ready
from tests.servers.postgres import postgres_server
from tests.servers.processes import free_port
from tests.servers.redis_server import redis_server

_PROCESSES = 2


async def serve() -> None:
    """Until somebody stops it."""
    port = load().port
    check_port("127.0.0.1", port)
    address = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="livechat-cluster-")))
        database = stack.enter_context(stack.enter_context(postgres_server()).database())
        variables = {
            **server_environment(),
            "LIVECHAT_DATABASE_URL": database,
            "LIVECHAT_REDIS_URL": stack.enter_context(redis_server()),
            "LIVECHAT_DATA_DIR": str(folder / "data"),
            "LIVECHAT_PUBLIC_URL": address,
        }
        command = [sys.executable, "-m", "livechat.cli", "start-up"]
        subprocess.run(command, cwd=ROOT, env=variables, check=True)  # noqa: ASYNC221 - nothing runs yet
        ports = [free_port() for _ in range(_PROCESSES)]
        for own in ports:
            log = folder / f"app-{own}.log"
            app = RunningApp(ROOT, own, log, {**variables, "LIVECHAT_PORT": str(own)})
            stack.callback(app.stop)
            app.start()
            wait_ready(app)
            print(f"  process {app.pid} on port {own}")
        proxy = await StickyProxy(ports).serve("127.0.0.1", port)
        print(f"  database {database}")
        print(f"\nLivechat is running at {address}/help; Ctrl-C stops it.", flush=True)
        stopped = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await stopped.wait()
        proxy.close()


if __name__ == "__main__":
    asyncio.run(serve())
