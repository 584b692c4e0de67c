"""Holds the bot; a new one takes the place of the old in one assignment."""

from livechat.bot.dialogue import Bot


class BotHolder:
    """Shared by all threads of a process; whoever has begun keeps the bot it began with."""

    def __init__(self) -> None:
        self._bot: Bot | None = None

    @property
    def current(self) -> Bot:
        """The bot to answer with; RuntimeError before the first one is there."""
        if self._bot is None:
            raise RuntimeError("the bot is not built yet")
        return self._bot

    @property
    def is_ready(self) -> bool:
        """Whether there is a bot yet."""
        return self._bot is not None

    def swap(self, bot: Bot) -> None:
        """Answer with `bot` from the next message on."""
        self._bot = bot
