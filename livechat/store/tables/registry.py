"""Imports every table, so that the metadata is complete for migrations."""

from sqlmodel import SQLModel

from livechat.store.tables import conversations, desk, events, knowledge, people

metadata = SQLModel.metadata
MODULES = (conversations, desk, events, knowledge, people)
