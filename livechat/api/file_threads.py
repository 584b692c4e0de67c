"""Threads of their own for stored files: a storage that hangs must not stop signing in."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
# As many as a page of a thread shows pictures, and some who send one.
_POOL = ThreadPoolExecutor(16, thread_name_prefix="files")


async def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking `work` there, in the caller's language."""
    call = partial(copy_context().run, partial(work, *args, **kwargs))
    return await asyncio.get_running_loop().run_in_executor(_POOL, call)
