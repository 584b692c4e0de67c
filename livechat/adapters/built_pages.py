"""The pages as they were built, seen as files."""

import hashlib
from pathlib import Path


def version_of(pages: Path) -> str:
    """Changes with every build that differs in anything; "" where nothing is built."""
    # What is packed says nothing new, and the time of packing.
    files = sorted(path for path in pages.rglob("*") if path.is_file() and path.suffix != ".gz")
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(pages)} {path.stat().st_size} ".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:20] if files else ""
