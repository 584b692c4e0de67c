"""Tells every process what has happened; between processes events carry ids only."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened on `topic`; `payload` holds ids and no content.

    `told` stays in this process: what was written, for whoever may see it.
    """

    topic: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    told: Any = field(default=None, compare=False, repr=False)


class Bus(Protocol):
    """At most once, best effort: the catch-up by sequence number is what guarantees delivery."""

    @property
    def is_healthy(self) -> bool:
        """Whether events pass between all processes as far as this one knows."""
        ...

    def publish(self, event: Event) -> None:
        """Tell everybody; may be called from any thread, does not wait and does not raise."""
        ...

    def subscribe(self) -> AsyncIterator[Event]:
        """All events from now on; never ends by itself."""
        ...
