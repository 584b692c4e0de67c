"""A table of legal transitions: what may happen in which state, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from livechat.domain.errors import ConflictError
from livechat.domain.text import t

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)


@dataclass(frozen=True)
class StateTable(Generic[State, Move]):
    """`refusal` is the text for an illegal move, `labels` the prefix of the states' names in it."""

    moves: Mapping[State, Mapping[Move, State]]
    refusal: str
    labels: str

    def move(self, state: State, event: Move) -> State:
        """Where `event` leads from `state`; ConflictError when it is not possible there."""
        target = self.moves.get(state, {}).get(event)
        if target is None:
            raise self.illegal(state)
        return target

    def change_to(self, state: State, target: State) -> State:
        """`target` when some move leads there from `state`, else ConflictError."""
        if target not in self.targets(state):
            raise self.illegal(state)
        return target

    def can_move(self, state: State, event: Move) -> bool:
        """Whether `event` is possible in `state`."""
        return event in self.moves.get(state, {})

    def targets(self, state: State) -> frozenset[State]:
        """Every state that one move reaches from `state`."""
        return frozenset(self.moves.get(state, {}).values())

    def illegal(self, state: State) -> ConflictError:
        """The refusal, worded with the state that the thing is in now."""
        return ConflictError(self.refusal, status=t(f"{self.labels}{state}"))
