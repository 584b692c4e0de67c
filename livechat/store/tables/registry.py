"""Imports every table, so that the metadata is complete for migrations."""

from sqlmodel import SQLModel

from livechat.store.tables import conversations, desk, events, incidents, knowledge, people

metadata = SQLModel.metadata
MODULES = (conversations, desk, events, incidents, knowledge, people)
