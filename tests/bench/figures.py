"""What a running app tells of itself on its metrics route."""

import aiohttp
from prometheus_client.parser import text_string_to_metric_families


async def figures(url: str) -> dict[str, float]:
    """Every figure that has no labels, by name."""
    # A connection of its own: one that is kept would be one more to count.
    async with aiohttp.ClientSession() as session, session.get(f"{url}/api/metrics") as answer:
        answer.raise_for_status()
        text = await answer.text()
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.labels
    }
