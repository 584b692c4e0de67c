"""What is said beside the institution's help lines."""

TEXTS: dict[str, str] = {
    "danger.paged": "I am getting a person now. This chat stays open.",
    "danger.closed": "The desk is closed, so no person can answer here right now. "
    "Please use the lines above. This chat stays open.",
}
