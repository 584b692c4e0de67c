"""Texts of backup and restore."""

TEXTS: dict[str, str] = {
    "ops.saved": "{rows} rows and {files} files are in {path}.",
    "ops.restored": "{rows} rows and {files} files were restored from {path}.",
    "ops.backup_exists": "{path} is there already; choose another name.",
    "ops.not_empty": "The database holds data already; a backup is restored into an empty one.",
    "ops.bad_backup": "This is no complete backup: {reason}. Nothing was restored.",
    "ops.other_version": "The backup was made by another version (database revision {revision}). "
    "Restore it with that version, then update.",
}
