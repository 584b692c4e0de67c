"""What the student can tap in the thread."""

TEXTS: dict[str, str] = {
    "choice.none": "None of these",
    "choice.person": "Talk to a person",
    "choice.go_on": "Go on with the bot",
    "choice.stay": "Stay with this",
    "choice.solved_yes": "Yes, it is solved",
    "choice.solved_partly": "Partly",
    "choice.solved_no": "No, not yet",
    "choice.goodbye": "Good to hear. This conversation ends here; you can continue it for 3 days.",
}
