"""Holds the bot's index; a new one takes the place of the old in one assignment."""

from livechat.bot.index import Index


class BotIndex:
    """Shared by all threads of a process; readers keep the index that they began with."""

    def __init__(self) -> None:
        self._index: Index | None = None

    @property
    def current(self) -> Index:
        """The index to match with; RuntimeError before the first one is there."""
        if self._index is None:
            raise RuntimeError("the bot's index is not built yet")
        return self._index

    def swap(self, index: Index) -> None:
        """Use `index` from the next message on."""
        self._index = index
