"""R02: what was committed by a process that died before telling anybody arrives within 15 s."""

import signal
import subprocess
import sys
import time

from livechat.domain.vocabulary import Role
from tests.consistency import assert_consistent
from tests.integration.delivery.conftest import MakeLive
from tests.servers.demo_app import ROOT
from tests.servers.live_app import help_page


async def test_r02_killed_between_commit_and_publish(make_live: MakeLive) -> None:
    live = make_live()
    student, agent = live.desk.student(), live.desk.agent()
    chat = live.desk.active(student, agent)
    app = live.process()
    app.start()
    async with help_page(app.base_url, live.cookie(student)) as client:
        await client.until(lambda: client.tail)
        crash = subprocess.run(  # noqa: ASYNC221 - nothing else is to happen meanwhile
            [
                *(sys.executable, "-m", "tests.servers.crash_after_commit"),
                *(chat, str(agent.user_id), Role.AGENT, "nobody was told of this"),
            ],
            cwd=ROOT,
            env=live.variables,
        )
        assert crash.returncode == -signal.SIGKILL
        started = time.monotonic()
        # The client asks for nothing: the running process finds what was left.
        await client.until(lambda: client.tail[-1]["body"] == "nobody was told of this", 15)
        print(f"after {time.monotonic() - started:.1f} s")
    assert_consistent(live.context.database)
