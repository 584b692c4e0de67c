"""The frame of every mail, and what can go wrong with it."""

TEXTS: dict[str, str] = {
    "mail.greeting": "Hello {name},",
    "mail.footer": "{institution}, student support. You get this mail because you asked us for help.",
    "mail.open_conversation": "Open the conversation",
    "mail.failed": "The mail could not be sent just now. We will try again.",
    "mail.refused": "This e-mail address does not take our mail. Please check it.",
}
