"""Settings from the environment, frozen at start; the README's table is checked against this."""

import os
import re
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from livechat import colour, png

PREFIX = "LIVECHAT_"
DEFAULT_ACCENT = "oklch(0.45 0.085 222)"


class SettingsError(Exception):
    """A setting that cannot be used, in one clear line."""


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is `LIVECHAT_<NAME>`; the metadata says what it means."""

    host: str = _setting("127.0.0.1", "Address to listen on")
    port: int = _setting(3000, "Port for pages, websocket and API together")
    public_url: str = _setting("", "Address that people use, e.g. https://help.example.edu")
    origins: str = _setting("", "Further allowed websocket origins, separated by commas")
    data_dir: str = _setting("var", "Folder for the embedded database, pictures and mail")
    database_url: str = _setting("", "PostgreSQL address; empty: SQLite in the data folder")
    sqlite_synchronous: str = _setting("FULL", "SQLite durability: FULL or NORMAL")
    redis_url: str = _setting("", "Redis for events between processes; empty: one process")
    production: bool = _setting(False, "Refuse insecure settings; cookies need https")
    frame_ancestors: str = _setting(
        "", "Origins, separated by spaces, whose pages may show ours in a frame; empty: none"
    )
    trusted_hops: int = _setting(0, "Proxies in front whose X-Forwarded-For is believed")
    institution: str = _setting("Fernmoor Learning", "Name in the header, mail and transcript")
    accent: str = _setting(
        "", "The institution's colour as #rrggbb, rgb(), hsl() or oklch(); empty: our own"
    )
    logo: str = _setting(
        "", "PNG file of the institution's mark, 128 pixels or higher; empty: our own"
    )
    timezone: str = _setting("Europe/Berlin", "IANA zone of the desk")
    help_lines: str = _setting(
        "Campus emergency: call your local emergency number.",
        "Shown when somebody seems to be in danger; the institution approves the wording",
    )
    session_idle_hours: int = _setting(72, "A login ends after so many hours without use")
    session_max_days: int = _setting(30, "A login ends after so many days in any case")
    staff_second_factor: str = _setting(
        "optional", "optional, or required: staff sign in with an authenticator app, too"
    )
    sign_up: str = _setting(
        "",
        "mail (by a link), open (at once) or off; empty: mail with SMTP, else open",
    )
    hand_over_algorithm: str = _setting(
        "", "RS256, ES256 or HS256: students come signed in from the learning platform; empty: off"
    )
    hand_over_key: str = _setting(
        "", "Public key in PEM (HS256: shared secret, 32 bytes or more), or the path of its file"
    )
    hand_over_issuer: str = _setting("", "The platform's name for itself, the token's iss")
    hand_over_audience: str = _setting("livechat", "Our name in the token's aud")
    message_limit: int = _setting(4000, "Characters (code points) in one message")
    message_burst: int = _setting(30, "Messages that a student may send at once")
    messages_per_min: int = _setting(60, "Messages a minute after that; 0: any number")
    live_tail: int = _setting(20, "Messages in the part of the thread that changes")
    page_size: int = _setting(50, "Messages in one older page")
    agent_capacity: int = _setting(3, "Chats that one agent has at a time")
    offer_timeout_s: int = _setting(45, "Seconds to accept an offered chat")
    offer_misses: int = _setting(2, "Missed offers that set an agent away")
    heartbeat_s: int = _setting(15, "Seconds between an agent's heartbeats")
    presence_lost_s: int = _setting(45, "Seconds without a heartbeat until an agent is lost")
    presence_grace_s: int = _setting(60, "Further seconds until a lost agent's chats requeue")
    queue_keep_min: int = _setting(10, "Minutes that a dropped student keeps the place")
    idle_warn_min: int = _setting(8, "Minutes of the student's silence until the warning")
    incident_chats: int = _setting(
        5, "Chats on one issue in 15 minutes that announce it, where that is thrice the usual"
    )
    incident_lasts_min: int = _setting(
        60, "Minutes that a banner which was seen by itself stays after the problem last stood out"
    )
    idle_close_min: int = _setting(12, "Minutes of the student's silence until closing")
    idle_slot_min: int = _setting(10, "Minutes of the student's silence that free the slot")
    last_entry_min: int = _setting(15, "No new chats so many minutes before closing")
    wait_refresh_s: int = _setting(15, "Seconds between recomputed waits")
    wait_min_samples: int = _setting(20, "Waits known before a range is shown")
    callback_slot_min: int = _setting(15, "Length of a callback slot in minutes")
    callback_attempts: int = _setting(2, "Attempts at a callback before it becomes a ticket")
    ticket_due_hours: int = _setting(24, "Service hours until a ticket is due")
    follow_up_days: int = _setting(3, "Days until the follow-up of an escalation")
    reopen_hours: int = _setting(72, "Hours in which Continue reopens the same thread")
    rating_edit_hours: int = _setting(24, "Hours in which a rating can be changed")
    dialogue_days: int = _setting(7, "Days in which troubleshooting can be resumed")
    bot_answer_at: float = _setting(0.75, "Probability from which the bot answers")
    bot_ask_at: float = _setting(0.5, "Probability from which the bot asks did you mean")
    semantic_model: str = _setting(
        "", "Folder or name of a sentence model; needs requirements-semantic.txt; empty: none"
    )
    upload_limit_mb: int = _setting(5, "Megabytes of one picture")
    upload_slowest_s: int = _setting(120, "Seconds that the upload of one picture may take")
    upload_per_message: int = _setting(5, "Pictures in one message")
    upload_daily_mb: int = _setting(100, "Megabytes of pictures for one account and day")
    s3_bucket: str = _setting("", "S3-compatible bucket for pictures; empty: the data folder")
    s3_endpoint: str = _setting("", "Its address, e.g. https://s3.example.edu; empty: that of AWS")
    s3_region: str = _setting("us-east-1", "The bucket's region")
    s3_prefix: str = _setting("", "Folder in the bucket, to share it with others; empty: all of it")
    s3_access_key: str = _setting("", "Access key; empty: the machine's own (environment, role)")
    s3_secret_key: str = _setting("", "Secret key that belongs to it")
    typing_every_s: int = _setting(3, "Seconds between two typing events")
    typing_for_s: int = _setting(6, "Seconds until a typing mark goes away")
    keep_messages_days: int = _setting(
        730, "Days until the words of ended conversations are forgotten; 0: never"
    )
    keep_tickets_days: int = _setting(
        730, "Days until the words of closed tickets are forgotten; 0: never"
    )
    keep_pictures_days: int = _setting(180, "Days until pictures are deleted; 0: never")
    catch_up_s: int = _setting(15, "Seconds between catch-ups, the safety net of delivery")
    keep_states_s: int = _setting(60, "Seconds that the state of a closed page is kept")
    worker_threads: int = _setting(16, "Threads for services (database, files, passwords)")
    metrics_token: str = _setting(
        "", "Bearer token for /api/metrics; empty: only this machine may read them"
    )
    smtp_url: str = _setting("", "smtp://user:password@host:port; empty: mail to a folder")
    mail_from: str = _setting("support@livechat.invalid", "Sender of mail")
    log_level: str = _setting("INFO", "Least level that is logged")

    @property
    def data_path(self) -> Path:
        return Path(self.data_dir).resolve()

    @property
    def effective_database_url(self) -> str:
        """SQLAlchemy's form of the database address."""
        url = self.database_url
        if not url:
            return f"sqlite:///{self.data_path / 'livechat.db'}"
        for plain in ("postgres://", "postgresql://"):
            if url.startswith(plain):
                return "postgresql+psycopg://" + url.removeprefix(plain)
        return url

    @property
    def sign_up_way(self) -> str:
        """mail, open or off: without a mail server nobody could follow a link."""
        return self.sign_up or ("mail" if self.smtp_url else "open")

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Websocket origins: the public address, the local ones and those listed."""
        own = [self.base_url]
        if not self.public_url:
            own += [f"http://localhost:{self.port}", f"http://127.0.0.1:{self.port}"]
        listed = [origin.strip().rstrip("/") for origin in self.origins.split(",")]
        return tuple(dict.fromkeys(own + [origin for origin in listed if origin]))


def _parse(name: str, kind: Any, text: str) -> Any:
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
                text.strip().lower()
            ]
        return kind(text)
    except (KeyError, ValueError):
        kind_name = {bool: "true or false", int: "a whole number", float: "a number"}[kind]
        raise SettingsError(f"{PREFIX}{name.upper()} must be {kind_name}, not {text!r}") from None


def load(environment: dict[str, str] | None = None) -> Settings:
    """Read the settings; raises SettingsError in one clear line."""
    env = dict(os.environ) if environment is None else environment
    values: dict[str, Any] = {}
    for entry in fields(Settings):
        raw = env.get(PREFIX + entry.name.upper())
        if raw is not None and raw != "":
            values[entry.name] = _parse(entry.name, entry.type, raw)
    settings = Settings(**values)
    if settings.production:
        if not settings.public_url.startswith("https://"):
            raise SettingsError("LIVECHAT_PUBLIC_URL must be an https address in production")
        if "*" in settings.origins:
            raise SettingsError("LIVECHAT_ORIGINS must not contain * in production")
    if not settings.effective_database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(
            "LIVECHAT_DATABASE_URL must look like postgresql://user:password@host:port/name"
        )
    for origin in settings.frame_ancestors.split():
        if not re.fullmatch(r"https://[\w.-]+(:\d+)?", origin, re.ASCII):
            raise SettingsError("LIVECHAT_FRAME_ANCESTORS must be origins like https://a.example")
    if settings.staff_second_factor not in {"optional", "required"}:
        raise SettingsError("LIVECHAT_STAFF_SECOND_FACTOR must be optional or required")
    if settings.sign_up not in {"", "mail", "open", "off"}:
        raise SettingsError("LIVECHAT_SIGN_UP must be mail, open or off")
    _check_hand_over(settings)
    _check_s3(settings)
    _check_looks(settings)
    if settings.sqlite_synchronous not in {"FULL", "NORMAL"}:
        raise SettingsError("LIVECHAT_SQLITE_SYNCHRONOUS must be FULL or NORMAL")
    return settings


def _check_looks(settings: Settings) -> None:
    if settings.accent:
        try:
            colour.parse(settings.accent)
        except colour.ColourError as error:
            raise SettingsError(f"LIVECHAT_ACCENT: {error}") from None
    if settings.logo:
        try:
            png.check_mark(Path(settings.logo))
        except png.PngError as error:
            raise SettingsError(f"LIVECHAT_LOGO {error}") from None


def _check_hand_over(settings: Settings) -> None:
    algorithm, key = settings.hand_over_algorithm, settings.hand_over_key
    if not algorithm:
        return
    if algorithm not in {"RS256", "ES256", "HS256"}:
        raise SettingsError("LIVECHAT_HAND_OVER_ALGORITHM must be RS256, ES256 or HS256")
    if not settings.hand_over_issuer or not settings.hand_over_audience:
        raise SettingsError("LIVECHAT_HAND_OVER_ISSUER and _AUDIENCE must be set")
    if key.startswith("/") and not Path(key).is_file():
        raise SettingsError("LIVECHAT_HAND_OVER_KEY names a file that is not there")
    secret = Path(key).read_bytes().rstrip(b"\r\n") if key.startswith("/") else key.encode()
    if algorithm == "HS256" and len(secret) < 32:
        raise SettingsError("LIVECHAT_HAND_OVER_KEY must have at least 32 bytes for HS256")
    if not key:
        raise SettingsError("LIVECHAT_HAND_OVER_KEY must be set")


def _check_s3(settings: Settings) -> None:
    if not settings.s3_bucket:
        return
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", settings.s3_bucket):
        raise SettingsError("LIVECHAT_S3_BUCKET must be a bucket's name, without an address")
    if bool(settings.s3_access_key) != bool(settings.s3_secret_key):
        raise SettingsError("LIVECHAT_S3_ACCESS_KEY and LIVECHAT_S3_SECRET_KEY belong together")
    endpoint = urlsplit(settings.s3_endpoint)
    if settings.s3_endpoint and not (endpoint.scheme in {"http", "https"} and endpoint.hostname):
        raise SettingsError("LIVECHAT_S3_ENDPOINT must be an address like https://s3.example.edu")
    is_here = endpoint.hostname in {"localhost", "127.0.0.1", "::1"}
    if settings.production and endpoint.scheme == "http" and not is_here:
        raise SettingsError("LIVECHAT_S3_ENDPOINT must be an https address in production")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once."""
    return load()
