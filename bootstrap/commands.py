"""The commands of manage.py; one that is not there yet is not listed."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bootstrap.browser import ensure_browser
from bootstrap.checks import run_checks
from bootstrap.console import BootError, say
from bootstrap.engines import ensure_engines
from bootstrap.environment import (
    DEVELOPMENT,
    PYTHON,
    ROOT,
    RUNTIME,
    child_environment,
    ensure_environment,
)
from bootstrap.libraries import ensure_libraries
from bootstrap.pages import ensure_pages
from bootstrap.start import run_app

# pytest's exit status when tests ran and some failed.
_SOME_FAILED = 1


@dataclass(frozen=True)
class Command:
    """A command: what help says, what it does, and the file without which it does not exist."""

    meaning: str
    act: Callable[[list[str]], int]
    needs: str = "manage.py"


def main(arguments: list[str]) -> int:
    """Carry out the command; the exit status."""
    name, *rest = arguments or ["help"]
    command = _available().get("help" if name in {"-h", "--help"} else name)
    if command is None:
        say(f"There is no command {name!r}; `python3 manage.py help` lists them.")
        return 2
    try:
        return command.act(rest)
    except BootError as error:
        say(f"✗ {error}")
        return 1
    except KeyboardInterrupt:
        return 130


def _help(_arguments: list[str]) -> int:
    say("make NAME, or python3 manage.py NAME:\n")
    for name, command in _available().items():
        say(f"  {name:<13} {command.meaning}")
    return 0


def _run(_arguments: list[str]) -> int:
    return run_app()


def _build(_arguments: list[str]) -> int:
    ensure_environment(RUNTIME)
    ensure_pages()
    return 0


def _setup(_arguments: list[str]) -> int:
    _prepare()
    ensure_engines()
    return 0


def _prepare() -> None:
    """What everything needs that opens pages."""
    ensure_libraries()
    ensure_environment(DEVELOPMENT)
    ensure_browser()


def _test_engines(arguments: list[str]) -> int:
    _setup([])
    ensure_pages()
    return _python("-m", "pytest", "tests/engines", *arguments)


def _test(arguments: list[str]) -> int:
    _setup([])
    ensure_pages()
    status = _python("-m", "pytest", *arguments)
    if status != _SOME_FAILED or arguments:
        return status
    # Browsers and killed servers on a loaded machine: a failure counts when it comes twice, and
    # what came once is said, so that it can be mended.
    say("\n✗ Some tests failed; they run once more. One that passes now is unsteady: mend it.\n")
    return _python("-m", "pytest", "--last-failed", "--last-failed-no-failures", "none")


def _chaos(arguments: list[str]) -> int:
    """Kill the server at random points, so many times on each kind of database."""
    kills = arguments[0] if arguments else "250"
    if not kills.isdecimal():
        raise BootError("chaos takes the number of kills on each kind of database.")
    _prepare()
    ensure_pages()
    test = "tests/integration/delivery/test_killed_processes.py"
    return _python("-m", "pytest", "-s", test, env={"LIVECHAT_TEST_KILLS": kills})


def _check(_arguments: list[str]) -> int:
    ensure_environment(DEVELOPMENT)
    return run_checks()


def _bench(arguments: list[str]) -> int:
    """Every measurement, or those that are named: `wait` is tests/bench/bench_wait.py."""
    found = {path.stem.removeprefix("bench_"): path for path in ROOT.glob("tests/bench/bench_*.py")}
    unknown = [name for name in arguments if name not in found]
    if unknown:
        raise BootError(f"There is no measurement {unknown[0]!r}; there are: {', '.join(found)}.")
    _prepare()
    ensure_pages()
    statuses = []
    for name in arguments or sorted(found):
        say(f"\n== {name} ==\n")
        statuses.append(_python("-m", f"tests.bench.{found[name].stem}"))
    return max(statuses)


def _script(path: str) -> Callable[[list[str]], int]:
    def act(arguments: list[str]) -> int:
        _prepare()
        ensure_pages()
        return _python(path, *arguments)

    return act


def _module(name: str) -> Callable[[list[str]], int]:
    def act(arguments: list[str]) -> int:
        _prepare()
        ensure_pages()
        return _python("-m", name, *arguments)

    return act


def _python(*arguments: str, env: dict[str, str] | None = None) -> int:
    everything = {**child_environment(), **(env or {})}
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, env=everything).returncode


def _available() -> dict[str, Command]:
    return {
        name: command for name, command in _COMMANDS.items() if Path(ROOT, command.needs).exists()
    }


_COMMANDS = {
    "run": Command("set everything up and serve it (LIVECHAT_PORT, default 3000)", _run),
    "setup": Command("install what tests and checks need, without running them", _setup),
    "build": Command("build the pages when their sources have changed", _build),
    "test": Command("set everything up and run all tests", _test),
    "test-engines": Command(
        "the main journeys in Firefox and WebKitGTK", _test_engines, "tests/engines"
    ),
    "check": Command("style, types, import rules and fast tests, in under a minute", _check),
    "bench": Command(
        "measure; ARGS=NAME for one of tests/bench/bench_NAME.py", _bench, "tests/bench"
    ),
    "chaos": Command("kill the server 500 times while people write; ARGS=N a database", _chaos),
    "soak": Command(
        "many clients for minutes; ARGS='--minutes 1 --clients 100'",
        _module("tests.soak.run"),
        "tests/soak/run.py",
    ),
    "screenshots": Command(
        "take pictures of every page, phone and laptop, light and dark",
        _script("tests/screenshots/run.py"),
        "tests/screenshots/run.py",
    ),
    "run-cluster": Command(
        "serve with several processes behind one port",
        _module("tests.cluster.run"),
        "tests/cluster/run.py",
    ),
    "help": Command("list the commands", _help),
}
