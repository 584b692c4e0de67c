"""Icons drawn once a page in a hidden sprite and used by name, so that a name can be a Var."""

from typing import Any

import reflex as rx

# A line for each shape: a path's data, or "cx cy r" of a circle. Drawn on a grid of 24.
SHAPES: dict[str, tuple[str, ...]] = {
    "chat": ("M4 5.5h16v11h-9l-4.5 3.5v-3.5H4z",),
    "search": (
        "circle 11 11 6.5",
        "m16 16 4.5 4.5",
    ),
    "x": ("M6 6l12 12M18 6 6 18",),
    "down": ("m6 9.5 6 6 6-6",),
    "right": ("m9.5 6 6 6-6 6",),
    "back": ("m14.5 6-6 6 6 6",),
    "more": ("M5.5 12h.01M12 12h.01M18.5 12h.01",),
    "send": ("M5 12h13M12.5 6l6 6-6 6",),
    "clip": (
        "m19 11.5-7.4 7.3a4.6 4.6 0 0 1-6.5-6.5l7.7-7.6a3 3 0 0 1 4.3 4.3l-7.6 7.5a1.5"
        " 1.5 0 0 1-2.2-2.1l6.9-6.8",
    ),
    "camera": (
        "M4 8h3.5L9 5.5h6L16.5 8H20v11H4z",
        "circle 12 13 3.3",
    ),
    "check": ("m5 12.5 4.5 4.5L19 7.5",),
    "checks": ("m2.5 12.5 4 4L15 8M10.5 15.5l1.2 1L20.5 8",),
    "clock": (
        "circle 12 12 8",
        "M12 7.5V12l3 2",
    ),
    "alert": (
        "M12 4 3 19.5h18z",
        "M12 10v4.2M12 16.8h.01",
    ),
    "retry": (
        "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9",
        "M19.5 4.5V9H15",
    ),
    "person": (
        "circle 12 8.5 3.8",
        "M4.8 20c.7-3.9 3.6-6 7.2-6s6.5 2.1 7.2 6",
    ),
    "globe": (
        "circle 12 12 8",
        "M4 12h16M12 4c5 5.5 5 10.500 0 16c-5-5.500-5-10.500 0-16",
    ),
    "bot": ("M8.5 8.5v3M15.5 8.5v3M8.5 16h7",),
    "play": (
        "M4 5.5h16v13H4z",
        "m10.3 9 4.6 3-4.6 3z",
    ),
    "quiz": ("m4 7 1.6 1.6L8.5 5.5M4 16l1.6 1.6 2.9-3.1M12 7.3h8M12 16.3h8",),
    "upload": ("M12 15.5V5M7.5 9 12 4.5 16.5 9M4.5 15.5v4h15v-4",),
    "download": ("M12 4.5v10.5M7.5 11 12 15.5 16.5 11M4.5 15.5v4h15v-4",),
    "key": (
        "circle 8 14.5 4",
        "M11 11.7 19 4M15.5 7.3l2.7 2.6",
    ),
    "grade": ("M5 19.5V13M12 19.5v-15M19 19.5V9",),
    "video": ("M3.5 7h11v10h-11zM14.5 11l6-3v8l-6-3",),
    "audio": ("M4 9.5h3.5L12 6v12l-4.5-3.5H4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",),
    "phone": (
        "M6 4h3.2l1.5 4.2-2 1.4a11 11 0 0 0 5.7 5.7l1.4-2 4.2 1.5V18a2 2 0 0 1-2.2 2A16"
        " 16 0 0 1 4 6.2 2 2 0 0 1 6 4z",
    ),
    "ticket": ("M4 7h16v3.2a2 2 0 0 0 0 3.6V17H4v-3.2a2 2 0 0 0 0-3.6zM14 7.5v9",),
    "history": (
        "M4.5 12A7.5 7.5 0 1 0 7 6.4L4.5 8.5",
        "M4.5 4v4.5H9M12 8v4l2.7 1.8",
    ),
    "off": (
        "M4 4l16 16M8.5 15.3a5 5 0 0 1 6 -.4M5.5 12a9.5 9.5 0 0 1 3.3-2.1M2.8 8.8A14 14 0"
        " 0 1 6.5 6.4M12 5a14 14 0 0 1 9.2 3.8M14.8 9.6a9.5 9.5 0 0 1 3.7 2.4M12 19h.01",
    ),
    "lock": ("M6 11h12v8.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",),
    "info": (
        "circle 12 12 8",
        "M12 11.2v4.8M12 8h.01",
    ),
    "device": ("M4 5h16v10.5H4zM9 19.5h6M12 15.5v4",),
    "flag": ("M6 20V4.5M6 5h11.5l-2 3.8 2 3.7H6",),
    "skip": ("m6 6.5 7 5.5-7 5.5zM17.5 6.5v11",),
    "cant": (
        "circle 12 12 8",
        "m6.5 6.5 11 11",
    ),
    "plus": ("M12 5.5v13M5.5 12h13",),
    "edit": ("m5 19 .8-3.7L16 5.1l2.9 2.9L8.7 18.2zM14 7.2l2.9 2.900",),
    "bell": ("M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10.5 20.5h3",),
    "eye": (
        "M2.8 12S6 6 12 6s9.2 6 9.2 6-3.2 6-9.2 6-9.2-6-9.2-6z",
        "circle 12 12 2.6",
    ),
    "swap": ("M5 8.5h13M14.5 5 18 8.5 14.5 12M19 15.5H6M9.5 12 6 15.5 9.5 19",),
    "up": ("M12 19V5.5M6.5 11 12 5.5 17.5 11",),
    "dn": ("M12 5v13.5M6.5 13 12 18.5 17.5 13",),
    "cal": ("M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4",),
}


def _shape(data: str) -> rx.Component:
    if data.startswith("circle "):
        cx, cy, radius = data.split()[1:]
        return rx.el.svg.circle(cx=cx, cy=cy, r=radius)
    return rx.el.svg.path(d=data)


def sprite() -> rx.Component:
    """The hidden drawing that all icons of a page refer to; `layout.page` places it."""
    symbols = [
        rx.el.svg.symbol(*map(_shape, shapes), id=f"i-{name}", view_box="0 0 24 24")
        for name, shapes in SHAPES.items()
    ]
    return rx.el.svg(rx.el.svg.defs(*symbols), class_name="sprite", aria_hidden="true")


def icon(name: str | rx.Var[Any], extra: str = "") -> rx.Component:
    """A decorative icon; `extra` adds classes: `s` small, `flip` turned in right-to-left pages."""
    if isinstance(name, str) and name not in SHAPES:
        raise KeyError(f"no icon is called {name}")
    return rx.el.svg(
        rx.el.svg.use(href=f"#i-{name}"),
        class_name=f"i {extra}".strip(),
        aria_hidden="true",
    )
