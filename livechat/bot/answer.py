"""One message answered on the command line, with its explanation."""

from livechat.bot.explain import Explanation


def format_explanation(found: Explanation) -> str:
    """The explanation as lines of plain text."""
    lines = [
        f"understood as  {found.understood_as}",
        f"rules          {', '.join(found.intents) or 'none'}",
        f"urgency        {_urgency(found.minutes_left)}",
        f"frustration    {found.frustration}",
        f"decision       {found.verdict}: {', '.join(c.slug for c in found.chosen) or '-'}",
        "",
        "probability   score  entry",
    ]
    lines += [
        f"       {entry.probability:.2f}   {entry.score:.3f}  {entry.slug} ({entry.title})"
        for entry in found.candidates
    ]
    lines += ["", "   share  phrasing that carried the score"]
    lines += [f"  {v.share:+.3f}  {v.phrasing} ({v.article})" for v in found.voices]
    return "\n".join(lines)


def _urgency(minutes: int | None) -> str:
    return "none" if minutes is None else f"about {minutes} min left"
