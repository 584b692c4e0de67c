"""How states call use cases: as the server's own actor, off the event loop, in one transaction."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Concatenate, ParamSpec, TypeVar

from livechat.domain.actor import Actor
from livechat.services.context import Context, get_context
from livechat.state.base import BaseState
from livechat.state.runtime import get_runtime
from livechat.store.unit_of_work import UnitOfWork
from livechat.store.writer import Together

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")


class ServiceState(BaseState, mixin=True):
    """A mixin; a state of ours is `class DeskState(ServiceState, rx.State)`."""

    async def _read(
        self,
        query: Callable[Concatenate[UnitOfWork, Actor, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query as the actor."""
        actor = await self._actor()

        def work() -> T:
            return get_context().read(query, actor, *args, **kwargs)

        return await self._run(work)

    async def _write(
        self,
        use_case: Callable[Concatenate[UnitOfWork, Actor, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a use case as the actor; it is committed when this returns."""
        context, actor = get_context(), await self._actor()

        def begin() -> "Future[T] | None":
            return context.begin_write(use_case, actor, *args, **kwargs)

        def work() -> T:
            return context.write(use_case, actor, *args, **kwargs)

        begun = get_runtime().workers.follow(begin)
        return await begun if begun is not None else await self._run(work)

    async def _share(self, together: Together[Item, T], item: Item) -> T | None:
        """Do what many do in the same moment; None where it has to be done another way."""
        context = get_context()
        begun = get_runtime().workers.follow(lambda: context.begin_shared(together, item))
        return await begun if begun is not None else None

    async def _call(
        self,
        service: Callable[Concatenate[Context, Actor, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a service that brings several transactions together, such as the bot's."""
        actor = await self._actor()
        return await self._run(service, get_context(), actor, *args, **kwargs)
