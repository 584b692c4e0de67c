"""A process that dies between its commit and telling the bus (R02).

python -m tests.servers.crash_after_commit CONVERSATION USER ROLE TEXT, settings as the app's.
"""

import os
import signal
import sys
import uuid

from livechat import composition
from livechat.domain.actor import Actor
from livechat.domain.vocabulary import Role
from livechat.services import messages
from livechat.settings import load


def main(conversation: str, user: str, role: str, text: str) -> None:
    """Post the message; what runs after the commit never comes to run."""
    context = composition.build_context(load())
    context.database.on_commit = lambda _events: os.kill(os.getpid(), signal.SIGKILL)
    actor = Actor(int(user), Role(role), "Jonas", 0)
    context.write(messages.post, actor, conversation, str(uuid.uuid4()), text)


if __name__ == "__main__":
    main(*sys.argv[1:])
