"""Callbacks in words."""

TEXTS: dict[str, str] = {
    "callbacks.booked": "We call {phone} on {time}. You can move or cancel it here.",
    "callbacks.moved": "The call is moved to {time}.",
    "callbacks.cancelled": "The call is cancelled.",
    "callbacks.calling": "{name} is calling you now.",
    "callbacks.retry": "Nobody answered at {phone}. We try again at {time}.",
    "callbacks.gave_up": "We could not reach you by phone, so there is a ticket now.",
    "callbacks.done": "{name} talked to you on the phone.",
    "callbacks.field_phone": "the phone number",
    "callbacks.field_slot": "the time",
    "callbacks.not_yours": "{name} is making this call.",
    "callbacks.gone": "This call has been changed meanwhile.",
    "callbacks.subject": "Call about: {topic}",
}
