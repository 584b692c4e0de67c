"""Who performs a use case: read from the server's session, never from an argument."""

from dataclasses import dataclass

from livechat.domain.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user in one login; `session_id` is the AuthSession's."""

    user_id: int
    role: Role
    name: str
    session_id: int

    @property
    def is_staff(self) -> bool:
        """Whether the actor works on the desk's side."""
        return self.role.is_staff

    @property
    def is_admin(self) -> bool:
        """Whether the actor may see and correct everything."""
        return self.role is Role.ADMIN
