"""The desk in words: the handoff card, waits, offers, what happens to a place, hours."""

TEXTS: dict[str, str] = {
    # the handoff card
    "queue.card_checked": "Checked by the student",
}
