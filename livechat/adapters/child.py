"""Run one of our worker modules as a child process that can be killed and starves first."""

import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread, Timer

log = logging.getLogger(__name__)

# All that a worker sees of our environment: no database address, no mail password.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "TZDIR")
_STDERR_KEPT = 2000
_ROOT = Path(__file__).resolve().parents[2]
# Isolated mode (-I) ignores PYTHONPATH and the current folder, so the way to us is an argument.
_START = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
_START += "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """`wall_s` is enforced from outside, the rest by the kernel inside each process."""

    wall_s: float
    cpu_s: int
    memory_bytes: int
    file_bytes: int

    def as_arguments(self) -> list[str]:
        """In the order in which `limit_itself` takes them."""
        return [str(self.cpu_s), str(self.memory_bytes), str(self.file_bytes)]


class ChildTimeoutError(Exception):
    """The child took longer than `wall_s` and was killed with everything it had started."""


def limit_itself(cpu_s: str, memory_bytes: str, file_bytes: str) -> None:
    """The worker's first act: have the kernel end it before it can hurt anybody."""
    cpu, memory, size = int(cpu_s), int(memory_bytes), int(file_bytes)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))


def run(
    module: str,
    arguments: list[str],
    limits: ChildLimits,
    *,
    folder: Path,
    on_line: Callable[[str], None] | None = None,
) -> tuple[int, str]:
    """Run `module`, its three limits first, in `folder`; returns exit code and standard output.

    `on_line` hears each line of output as it comes. A negative code is a signal's number.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    command = [sys.executable, "-I", "-B", "-c", _START, str(_ROOT), module]
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
        [*command, *limits.as_arguments(), *arguments],
        cwd=folder,
        env=environment | {"TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    late = False

    def stop() -> None:
        nonlocal late
        late = True
        _kill_all(child)

    complaints: list[str] = []
    listener = Thread(target=_keep_tail, args=(child.stderr, complaints), daemon=True)
    listener.start()
    timer = Timer(limits.wall_s, stop)
    timer.start()
    output: list[str] = []
    try:
        assert child.stdout is not None  # noqa: S101 - PIPE above; for the type checker
        for line in child.stdout:
            output.append(line)
            if on_line:
                on_line(line.rstrip("\n"))
        code = child.wait()
    finally:
        timer.cancel()
        _kill_all(child)
        child.wait()
        listener.join(timeout=5)
        for pipe in (child.stdout, child.stderr):
            if pipe:
                pipe.close()
    if late:
        raise ChildTimeoutError(module)
    if code:
        log.warning("%s ended with %s: %s", module, code, "".join(complaints))
    return code, "".join(output)


def _keep_tail(pipe: object, into: list[str]) -> None:
    """Drain standard error, so that the child never blocks on it; only the end is kept."""
    tail = ""
    with suppress(ValueError):
        for line in pipe:  # type: ignore[attr-defined]  # an IO[str]
            tail = (tail + line)[-_STDERR_KEPT:]
    into.append(tail)


def _kill_all(child: subprocess.Popen[str]) -> None:
    # The child leads a session of its own: this reaches what it has forked as well.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
