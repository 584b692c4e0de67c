"""Errors whose text a user may see; everything else is a defect and is shown generically."""

from livechat.domain.text import t


class DomainError(Exception):
    """A refusal with a catalogue key; `str(error)` is safe to show."""

    def __init__(self, key: str, **params: object) -> None:
        self.key = key
        self.params = params
        super().__init__(t(key, **params))


class NotFoundError(DomainError):
    """Missing, or not for this actor: the two are not told apart."""

    def __init__(self, key: str = "error.not_found", **params: object) -> None:
        super().__init__(key, **params)


class NotAllowedError(DomainError):
    """The actor's role may not do this at all."""

    def __init__(self, key: str = "error.not_allowed", **params: object) -> None:
        super().__init__(key, **params)


class InvalidError(DomainError):
    """The input breaks a stated rule; what was typed is kept by the caller."""


class ConflictError(DomainError):
    """Somebody or something was faster; the text says who or what."""


class RetryableError(DomainError):
    """A passing fault below us: the same call may succeed in a moment."""

    def __init__(self, key: str = "error.retry", **params: object) -> None:
        super().__init__(key, **params)
