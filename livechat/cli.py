"""The command line: `python -m livechat.cli migrate`, `seed` and so on."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from livechat import article_commands, composition, desk_commands
from livechat.bot import cli as bot_cli
from livechat.domain.errors import DomainError, RetryableError
from livechat.domain.text import t
from livechat.services import backup, second_factor, seed
from livechat.settings import SettingsError, load
from livechat.store import migrations

Command = Callable[[argparse.Namespace], int]


def _migrate(_: argparse.Namespace) -> int:
    """Bring the database up to date."""
    context = composition.build_context(load())
    migrations.upgrade(context.database.engine)
    context.database.close()
    return 0


def _seed(_: argparse.Namespace) -> int:
    """Load starter content and demo accounts where there are none; print new passwords once."""
    context = composition.build_context(load())
    seed.starter_content(context)
    for account in seed.demo_accounts(context):
        print(f"  {account.role:<11}{account.email:<28}{account.password}")
    context.database.close()
    return 0


def _start_up(arguments: argparse.Namespace) -> int:
    """What every start does first: migrate, then seed."""
    return _migrate(arguments) or _seed(arguments)


def _backup(arguments: argparse.Namespace) -> int:
    """Write everything into one new archive, also while the app runs."""
    context = composition.build_context(load())
    saved = backup.save(context, arguments.file)
    print(t("ops.saved", rows=saved.rows, files=saved.files, path=arguments.file))
    context.database.close()
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    """Fill an empty database and the data folder from an archive."""
    context = composition.build_context(load())
    restored = backup.restore(context, arguments.file)
    print(t("ops.restored", rows=restored.rows, files=restored.files, path=arguments.file))
    context.database.close()
    return 0


def _second_factor_off(arguments: argparse.Namespace) -> int:
    """Let somebody who lost the phone sign in with the password alone."""
    context = composition.build_context(load())
    context.write(second_factor.remove_of, arguments.email)
    print(t("account.factor_removed", email=arguments.email))
    context.database.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="livechat", description="Live support chat.")
    commands = parser.add_subparsers(dest="command", required=True)
    table: dict[str, Command] = {"migrate": _migrate, "seed": _seed, "start-up": _start_up}
    for name, command in table.items():
        commands.add_parser(name, help=command.__doc__).set_defaults(run=command)
    for name, command in {"backup": _backup, "restore": _restore}.items():
        added = commands.add_parser(name, help=command.__doc__)
        added.add_argument("file", type=Path)
        added.set_defaults(run=command)
    off = commands.add_parser("second-factor-off", help=_second_factor_off.__doc__)
    off.add_argument("email")
    off.set_defaults(run=_second_factor_off)
    bot_cli.register(commands)
    desk_commands.register(commands)
    article_commands.register(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what the user can mend is one clear line and exit status 1."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except SettingsError as error:
        print(f"livechat: {error}", file=sys.stderr)
    except (ArgumentError, RetryableError, SQLAlchemyError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        print(f"livechat: the database cannot be used: {reason}", file=sys.stderr)
    except OSError as error:
        print(f"livechat: files cannot be used: {error.strerror or error}", file=sys.stderr)
    except DomainError as error:
        print(f"livechat: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
