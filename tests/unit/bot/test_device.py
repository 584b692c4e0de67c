"""Devices from user agents."""

import pytest

from livechat.bot.device import Device, from_user_agent

MOZ = "Mozilla/5.0 "


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            MOZ + "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            Device("computer", "windows", "chrome"),
        ),
        (
            MOZ + "(Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            Device("computer", "windows", "edge"),
        ),
        (
            MOZ + "(iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E Safari/604.1",
            Device("phone", "ios", "safari"),
        ),
        (
            MOZ + "(iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Mobile/15E Safari/604.1",
            Device("phone", "ios", "chrome"),
        ),
        (
            MOZ + "(iPad; CPU OS 16_0 like Mac OS X) Version/16.0 Mobile/15E Safari/604.1",
            Device("tablet", "ios", "safari"),
        ),
        (
            MOZ + "(Linux; Android 14; Pixel 8) Chrome/140.0 Mobile Safari/537.36",
            Device("phone", "android", "chrome"),
        ),
        (
            MOZ + "(Linux; Android 14; SM-X200) Chrome/140.0 Safari/537.36",
            Device("tablet", "android", "chrome"),
        ),
        (
            MOZ + "(Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
            Device("phone", "android", "firefox"),
        ),
        (
            MOZ + "(Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15",
            Device("computer", "macos", "safari"),
        ),
        (
            MOZ + "(X11; CrOS x86_64 14541.0.0) Chrome/140.0 Safari/537.36",
            Device("computer", "chromeos", "chrome"),
        ),
        (
            MOZ + "(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            Device("computer", "linux", "firefox"),
        ),
        ("curl/8.0", Device()),
        ("", Device()),
    ],
)
def test_device_is_read(agent: str, device: Device) -> None:
    assert from_user_agent(agent) == device
