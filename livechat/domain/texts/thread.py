"""Lines of the thread that no person wrote, and the names of machine senders."""

TEXTS: dict[str, str] = {
    "thread.bot": "Support bot",
    "thread.system": "Livechat",
    "step.worked": "Worked",
    "step.didnt_help": "Didn’t help",
    "step.cant_do": "Couldn’t do",
    "step.skipped": "Skipped",
    "thread.joined": "{name} joined.",
    "thread.left": "{name} left.",
    "thread.solution_offered": "{name} asks: is it solved?",
    "thread.confirmed": "{name} says that it is solved.",
    "thread.denied": "{name} says that it is not solved yet.",
    "thread.closed": "This conversation has ended.",
    "thread.closed_idle": "This conversation has ended, as nobody wrote for a while.",
    "thread.reopened": "{name} continued this conversation.",
    "thread.masked": "This looked like a secret and was hidden before it was stored: {what}. Nobody here needs it to help.",
    "thread.secret_card": "card number",
    "thread.secret_password": "password",
    "thread.secret_token": "access token",
    "thread.secret_code": "security code",
    "thread.continues": "This continues an earlier conversation.",
}
