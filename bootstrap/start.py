"""`run`: from a bare checkout to three pages that answer."""

from bootstrap.console import BootError, say, step
from bootstrap.environment import PYTHON, RUNTIME, ensure_environment, run_quietly
from bootstrap.libraries import ensure_libraries
from bootstrap.pages import ensure_pages
from bootstrap.server import (
    Stopped,
    check_port,
    reachable,
    running,
    server_command,
    server_environment,
    stop_signals,
    wait_until_it_answers,
)
from livechat.settings import Settings, SettingsError, load

# What the app's own command line puts before a line meant for people.
_CLI = "livechat: "

PAGES = {"Students": "/help", "Agents and specialists": "/agent", "Admins": "/admin"}


def run_app() -> int:
    """Set up what is missing, serve until somebody stops it; the exit status."""
    settings = _settings()
    check_port(settings.host, settings.port)
    with stop_signals():
        try:
            ensure_libraries()
            ensure_environment(RUNTIME)
            ensure_pages()
            accounts = _prepare_database()
            return _serve(settings, accounts)
        except Stopped:
            say("\nStopped.")
            return 0


def _settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        raise BootError(str(error)) from None


def _prepare_database() -> str:
    """Migrate and fill the database; what seeding says about accounts, which it says only once."""
    with step("Preparing the database"):
        try:
            return run_quietly([str(PYTHON), "-m", "livechat.cli", "start-up"])
        except BootError as error:
            line = str(error)
            known = line.startswith(_CLI)
            raise BootError(
                line.removeprefix(_CLI) if known else f"The database could not be prepared: {line}"
            ) from None


def _serve(settings: Settings, accounts: str) -> int:
    command = server_command(settings.host, settings.port)
    with running(command, server_environment()) as server:
        try:
            with step("Starting the server"):
                wait_until_it_answers(server, settings.host, settings.port)
            _say_where(settings)
        finally:
            # Passwords are shown once: also when the start goes wrong after they were made.
            if accounts.strip():
                say("\nAccounts made now; their passwords are not shown again:\n")
                say(accounts.rstrip())
        say("\nCtrl-C stops it.")
        status = server.wait()
    raise BootError(f"The server stopped by itself (status {status}).")


def _say_where(settings: Settings) -> None:
    address = settings.public_url or f"http://{reachable(settings.host)}:{settings.port}"
    say("\nLivechat is running:\n")
    for who, path in PAGES.items():
        say(f"  {who:<24} {address.rstrip('/')}{path}")
