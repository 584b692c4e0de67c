"""Waiting for a condition that nobody announces."""

import asyncio
from collections.abc import Callable


async def eventually(condition: Callable[[], bool], timeout_s: float = 10) -> None:
    """Return as soon as `condition` holds; TimeoutError when it does not in time."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 -- another process changes it, without an event
            await asyncio.sleep(0.02)
