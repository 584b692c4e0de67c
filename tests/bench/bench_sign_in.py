"""How long a refused sign-in takes, by what there is to know about the address (T28).

With the real costs of a password hash, in turns, so that a busy machine slows all of them alike.
"""

import statistics
import tempfile
import time
from pathlib import Path

from livechat import composition
from livechat.domain.errors import DomainError
from livechat.domain.vocabulary import Role
from livechat.services import accounts
from livechat.services.context import Context
from livechat.settings import load
from livechat.store import migrations
from livechat.store.tables.people import User
from livechat.store.unit_of_work import UnitOfWork

ROUNDS = 25
KINDS = ("known", "disabled", "no password", "unknown")
# What the medians may be apart.
WITHIN = 0.10


def people(context: Context) -> None:
    """One account of each kind."""
    hashed = context.passwords.hash("correct horse battery")

    def work(uow: UnitOfWork) -> None:
        for kind in KINDS[:-1]:
            word = accounts.NO_PASSWORD if kind == "no password" else hashed
            user: User = accounts.add_user(uow, kind, address(kind), word, Role.STUDENT)
            user.is_active = kind != "disabled"

    context.write(work)


def address(kind: str) -> str:
    """Its e-mail address."""
    return f"{kind.replace(' ', '-')}@example.edu"


def seconds(context: Context, kind: str, number: int) -> float:
    """One refusal; from an address of its own, so that it is not throttled."""
    before = time.perf_counter()
    try:
        accounts.sign_in(context, address(kind), "a wrong guess", f"10.0.0.{number}", "bench")
    except DomainError:
        return time.perf_counter() - before
    raise AssertionError("a wrong password signed in")


def main() -> int:
    """Medians in milliseconds, and how far they are apart."""
    with tempfile.TemporaryDirectory(prefix="livechat-bench-") as name:
        context = composition.build_context(load({"LIVECHAT_DATA_DIR": str(Path(name))}))
        migrations.upgrade(context.database.engine)
        context.passwords.warm_up()
        people(context)
        taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for number in range(ROUNDS):
            for kind in KINDS:
                taken[kind].append(seconds(context, kind, number))
        context.database.close()
    medians = {kind: statistics.median(values) for kind, values in taken.items()}
    for kind, median in medians.items():
        print(f"{kind:>12} {1000 * median:8.1f} ms")
    apart = max(medians.values()) / min(medians.values()) - 1
    print(f"{apart:.1%} apart; {WITHIN:.0%} allowed")
    return int(apart > WITHIN)


if __name__ == "__main__":
    raise SystemExit(main())
