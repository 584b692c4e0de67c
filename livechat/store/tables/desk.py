"""Queue, waits, tickets, callbacks, hours and canned replies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, false
from sqlmodel import Field

from livechat.domain.vocabulary import CallbackState, Priority, QueueState, TicketStatus
from livechat.store.columns import enum_column, json_column, reference, time_column
from livechat.store.tables.base import Table


class QueueEntry(Table, table=True):
    """`seniority_at` is the place in the queue; it survives requeueing and reconnects."""

    __tablename__ = "queue_entry"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(max_length=32, unique=True)
    conversation_id: int = Field(sa_column=reference("conversation.id"))
    state: QueueState = Field(sa_column=enum_column(QueueState, index=True))
    priority: Priority = Field(default=Priority.NORMAL, sa_column=enum_column(Priority))
    priority_reason: str = Field(default="", max_length=120)
    topic: str = Field(default="", max_length=200)
    skill: str = Field(default="", max_length=40)
    language: str = Field(default="", max_length=12, sa_column_kwargs={"server_default": ""})
    seniority_at: datetime = Field(sa_column=time_column())
    offered_to_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    offered_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    passed_ids: list[int] = Field(default_factory=list, sa_column=json_column())
    claimed_by_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    claimed_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    student_seen_at: datetime = Field(sa_column=time_column())
    ended_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    created_at: datetime = Field(sa_column=time_column())


class WaitPrediction(Table, table=True):
    """A range of the whole wait that was shown, in seconds, and what happened.

    `raw_low_s` and `raw_high_s` are the forecast of what remained at that moment, before it was
    calibrated; None where nothing was forecast. `actual_s` is filled in when the person comes,
    or when the turn of somebody who left would have come. `is_first` marks the first range of
    one stint in line: the promise that is counted.
    """

    __tablename__ = "wait_prediction"
    id: int | None = Field(default=None, primary_key=True)
    queue_entry_id: int = Field(sa_column=reference("queue_entry.id"))
    position: int
    low_s: int
    high_s: int
    waited_s: int
    raw_low_s: float | None = None
    raw_high_s: float | None = None
    is_first: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    actual_s: int | None = None
    shown_at: datetime = Field(sa_column=time_column(index=True))


class WaitCalibration(Table, table=True):
    """One row: the factors that are applied to what is shown, learned from so many outcomes."""

    __tablename__ = "wait_calibration"
    id: int = Field(default=1, primary_key=True)
    low: float = 1.0
    high: float = 1.0
    samples: int = 0
    made_at: datetime = Field(sa_column=time_column())


class Ticket(Table, table=True):
    __tablename__ = "ticket"
    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    conversation_id: int = Field(sa_column=reference("conversation.id"))
    student_id: int = Field(sa_column=reference("user_account.id"))
    owner_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    group: str = Field(max_length=40, index=True)
    status: TicketStatus = Field(sa_column=enum_column(TicketStatus, index=True))
    priority: Priority = Field(default=Priority.NORMAL, sa_column=enum_column(Priority))
    subject: str = Field(max_length=200)
    summary: str = Field(default="", max_length=8000)
    due_at: datetime = Field(sa_column=time_column(index=True))
    follow_up_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    follow_up_done_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    overdue_alerted_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    created_at: datetime = Field(sa_column=time_column())
    updated_at: datetime = Field(sa_column=time_column())
    resolved_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class TicketEvent(Table, table=True):
    __tablename__ = "ticket_event"
    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(sa_column=reference("ticket.id"))
    actor_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    kind: str = Field(max_length=40)
    body: str = Field(default="", max_length=8000)
    is_public: bool = True
    at: datetime = Field(sa_column=time_column())


class CallbackRequest(Table, table=True):
    __tablename__ = "callback_request"
    __table_args__ = (Index("ix_callback_request_state_slot", "state", "slot_at"),)
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(max_length=32, unique=True)
    conversation_id: int = Field(sa_column=reference("conversation.id"))
    student_id: int = Field(sa_column=reference("user_account.id"))
    agent_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    state: CallbackState = Field(sa_column=enum_column(CallbackState))
    phone: str = Field(max_length=40)
    note: str = Field(default="", max_length=1000)
    slot_at: datetime = Field(sa_column=time_column())
    attempts: int = 0
    created_at: datetime = Field(sa_column=time_column())
    updated_at: datetime = Field(sa_column=time_column())


class ServiceHours(Table, table=True):
    """One interval of a weekday (0 is Monday); `closes_min` over 1440 runs past midnight.

    Without a season it belongs to every week that no season covers.
    """

    __tablename__ = "service_hours"
    id: int | None = Field(default=None, primary_key=True)
    weekday: int = Field(ge=0, le=6)
    opens_min: int
    closes_min: int
    season_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey("season.id", ondelete="CASCADE"), nullable=True, index=True),
    )


class SeasonRow(Table, table=True):
    """A term, an exam week or a break, both days included: its own weekly hours, maybe none."""

    __tablename__ = "season"
    id: int | None = Field(default=None, primary_key=True)
    first_day: date
    last_day: date
    label: str = Field(default="", max_length=120)


class HoursException(Table, table=True):
    """A dated exception; without times the desk is closed that day."""

    __tablename__ = "hours_exception"
    id: int | None = Field(default=None, primary_key=True)
    on_date: date = Field(index=True)
    opens_min: int | None = None
    closes_min: int | None = None
    label: str = Field(default="", max_length=120)


class HoursImport(Table, table=True):
    """Hours read from a calendar file: first only looked at, then applied, then maybe undone.

    `found` is what the file says, `before` and `after` all hours around the import, as
    `domain.hours_record` writes them.
    """

    __tablename__ = "hours_import"
    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(max_length=32, unique=True)
    made_by_id: int | None = Field(
        default=None, sa_column=reference("user_account.id", nullable=True)
    )
    file_name: str = Field(default="", max_length=120)
    found: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    skipped: list[str] = Field(default_factory=list, sa_column=json_column())
    before: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    after: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    created_at: datetime = Field(sa_column=time_column())
    applied_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    undone_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class DeskSwitch(Table, table=True):
    """One row: whether the desk is paused, why, and until when; without an end, until lifted."""

    __tablename__ = "desk_switch"
    id: int = Field(default=1, primary_key=True)
    is_paused: bool = False
    reason: str = Field(default="", max_length=200)
    paused_until: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class CannedReply(Table, table=True):
    __tablename__ = "canned_reply"
    id: int | None = Field(default=None, primary_key=True)
    shortcut: str = Field(max_length=40, unique=True)
    title: str = Field(max_length=120)
    body: str = Field(max_length=4000)


class Lease(Table, table=True):
    """Which process leads a job; the holder renews it, anyone takes an expired one."""

    __tablename__ = "lease"
    name: str = Field(max_length=40, primary_key=True)
    holder: str = Field(max_length=64)
    expires_at: datetime = Field(sa_column=time_column())


class MailMessage(Table, table=True):
    """Mail to be sent, written in the transaction that causes it."""

    __tablename__ = "mail_message"
    id: int | None = Field(default=None, primary_key=True)
    recipient: str = Field(max_length=254)
    template: str = Field(max_length=60)
    params: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    attempts: int = 0
    next_attempt_at: datetime = Field(sa_column=time_column(index=True))
    sent_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    last_error: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_column=time_column())
