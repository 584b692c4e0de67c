"""An S3-compatible server (nanio, from PyPI) that checks signatures, with one bucket."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.processes import answers_on, child, free_port

ACCESS_KEY, SECRET_KEY = "livechat-tests", "a secret key of the tests"
BUCKET = "livechat"


@dataclass(frozen=True, slots=True)
class S3Server:
    """`folder` holds the bucket's objects as plain files, for looking behind the protocol."""

    port: int
    folder: Path

    def settings(self, **changes: str) -> dict[str, str]:
        """Environment variables for an app that keeps its pictures here."""
        values = {
            "s3_bucket": BUCKET,
            "s3_endpoint": f"http://127.0.0.1:{self.port}",
            "s3_access_key": ACCESS_KEY,
            "s3_secret_key": SECRET_KEY,
        }
        return {f"LIVECHAT_{name.upper()}": value for name, value in (values | changes).items()}

    def objects(self) -> list[str]:
        """The names of what is stored."""
        return sorted(
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.is_file() and not path.relative_to(self.folder).parts[0].startswith(".")
        )


@contextmanager
def s3_server(port: int = 0, data: Path | None = None) -> Iterator[S3Server]:
    """Serve a bucket until the block ends; with `data` it is the same one as the last time."""
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="livechat-s3-") as home:
        folder = (data or Path(home, "data")) / BUCKET
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "nanio", "serve", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--data-dir", str(folder.parent), "--no-access-log"]
        keys = {"NANIO_ACCESS_KEY": ACCESS_KEY, "NANIO_SECRET_KEY": SECRET_KEY}
        log = Path(home, "log")
        with child(command, log, ready=lambda: answers_on(port), env=os.environ | keys):
            yield S3Server(port, folder)
