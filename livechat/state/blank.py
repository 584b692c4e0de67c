"""Views before there is anything to show."""

from livechat.domain.views import ConversationView, TicketRow, TicketView


def no_conversation() -> ConversationView:
    """The view before there is a conversation."""
    return ConversationView(
        id="",
        status="",
        status_label="",
        topic="",
        title="",
        subtitle="",
        peer_name="",
        peer_initials="",
        peer_kind="bot",
        owner_name="",
        is_mine=True,
        is_closed=False,
        can_write=True,
        can_continue=False,
        is_solution_offered=False,
        close_reason="",
        outcome="",
        category="",
        can_rate_bot=False,
        can_rate_human=False,
        ticket_number=0,
        ticket_text="",
        callback_id="",
        callback_text="",
        idle_closes_at="",
        started_at="",
        last_seq=0,
    )


def no_ticket() -> TicketView:
    """The view before a ticket is opened."""
    row = TicketRow(
        number=0,
        subject="",
        student_name="",
        group="",
        status="",
        status_label="",
        owner_name="",
        due_text="",
        is_overdue=False,
        follow_up_text="",
        conversation_id="",
    )
    return TicketView(
        row=row, summary="", events=[], targets=[], follow_up_date="", is_follow_up_done=False
    )
