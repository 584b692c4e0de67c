"""The desk in words: the handoff card, waits, offers, what happens to a place, hours."""

TEXTS: dict[str, str] = {
    # the handoff card
    "queue.card_checked": "Checked by the student",
    # hours
    "queue.open": "Open now",
    "queue.open_until": "Open now, until {time}",
    "queue.closed": "Closed",
    "queue.paused": "Paused for the moment",
    "queue.no_opening": "Closed until further notice",
    "queue.opens_today": "Opens today at {time}",
    "queue.opens_tomorrow": "Opens tomorrow at {time}",
    "queue.opens": "Opens {day} at {time}",
    "queue.field_weekday": "the weekday",
    "queue.field_date": "the date",
    "queue.field_minutes": "the number of minutes",
    "queue.field_season": "the first and the last day",
    "queue.field_calendar": "the calendar file",
    "queue.season_days": "{first} – {last}",
    "queue.field_opens": "the opening time",
    "queue.field_closes": "the closing time",
    # the wait
    "queue.desk_until": "The desk is open until {time}.",
    "queue.waited": "waited {time}",
    "queue.nobody_here": "Nobody is at the desk at this moment. Your place counts from now on.",
    # lines in the thread
    "queue.joined": "You are in the queue. A person will join here.",
    "queue.handed_off": "Handed over by the student",
    "queue.back_agent_gone": "{name} lost the connection. You are next in line, at your old place; nothing is lost.",
    "queue.back_agent_left": "{name} had to leave. You are next in line, at your old place; nothing is lost.",
    "queue.back_transfer": "{name} passes this on to a colleague. They see everything so far; you don’t lose your place.",
    "queue.desk_closed": "The desk has closed before somebody was free. Everything you wrote is kept: book a callback or leave a ticket, and you don’t have to explain it again.",
    "queue.dropped": "You were away for more than {minutes} min, so your place in the queue was given up. Ask for a person to queue again.",
    # presence
    "queue.away_chats_one": "You keep the chat that you have; new ones go to others.",
    "queue.away_chats": "You keep the {n} chats that you have; new ones go to others.",
    "queue.offline_chats_one": "Your chat goes back to the queue, at its old place.",
    "queue.offline_chats": "Your {n} chats go back to the queue, at their old places.",
    # refusals
    "queue.colleague_away": "{name} cannot take chats at the moment.",
    "queue.same_agent": "This chat is with {name} already.",
    "queue.no_group": "Nobody of this group is at the desk. Escalate it, and a ticket goes to them.",
    "queue.not_offered": "This chat is not offered to you any more.",
    "queue.not_active": "This can be done while the chat is running.",
    # the desk
    "queue.promise_kept": "{percent} % of waits kept (n = {n})",
    "queue.no_text": "Picture",
    "queue.field_category": "the category",
    "queue.field_outcome": "the outcome",
    "queue.outcome_solved": "Solved",
    "queue.outcome_partly_solved": "Partly solved",
    "queue.outcome_not_solved": "Not solved",
    "queue.outcome_not_technical": "Not a technical problem",
    "queue.outcome_no_answer": "The student did not answer",
    "queue.category_other": "Something else",
}
