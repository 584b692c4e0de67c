"""The name of a served file, as RFC 6266 has it."""

import re
from urllib.parse import quote

_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]")


def content_disposition(kind: str, name: str) -> str:
    """`inline` or `attachment` with a plain name for old clients and the real one for others."""
    plain = _UNSAFE.sub("_", name).strip() or "file"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
