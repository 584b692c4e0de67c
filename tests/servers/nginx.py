"""Debian's nginx with the sample configuration, on ports of the test's own."""

import http.client
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bootstrap.environment import ROOT
from tests.servers.processes import child

SAMPLE = ROOT / "deploy" / "nginx.conf"


def find_nginx() -> str | None:
    """The program, which Debian keeps out of most people's PATH."""
    named = os.environ.get("LIVECHAT_TEST_NGINX", "nginx")
    return shutil.which(named, path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def nginx(port: int, *processes: int) -> Iterator[str]:
    """Serve the processes' ports behind `port` as the sample says; its address."""
    program = find_nginx()
    assert program is not None
    with tempfile.TemporaryDirectory(prefix="livechat-nginx-") as home:
        config = SAMPLE.read_text().replace("listen 3000;", f"listen 127.0.0.1:{port};")
        for sample, own in zip((3001, 3002), processes, strict=True):
            config = config.replace(f"127.0.0.1:{sample} ", f"127.0.0.1:{own} ")
        temporary = "".join(
            f"    {kind}_temp_path {home}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        config = config.replace("http {\n", f"http {{\n    access_log off;\n{temporary}", 1)
        path = Path(home, "nginx.conf")
        path.write_text(f"daemon off;\nuser root;\npid {home}/pid;\nerror_log stderr;\n{config}")
        if os.geteuid():
            path.write_text(path.read_text().replace("user root;\n", ""))
        command = [program, "-c", str(path), "-p", home, "-e", "stderr"]
        with child(command, Path(home, "log"), ready=lambda: _answers(port)):
            yield f"http://127.0.0.1:{port}"


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
