"""Reflex as it comes: no plugins but the style sheets' one, nothing of Livechat."""

import reflex as rx

config = rx.Config(
    app_name="bare",
    api_url="http://bare.invalid",
    telemetry_enabled=False,
    plugins=[rx.plugins.TailwindV4Plugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
