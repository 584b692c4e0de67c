"""Installing system packages where the script may: as root on Debian and its relatives."""

import os
import shutil
import subprocess

from bootstrap.console import BootError, step


def may_install() -> bool:
    """Whether this machine has apt-get and we are allowed to use it."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str], purpose: str) -> None:
    """Install packages, or raise BootError naming them in one line."""
    names = " ".join(packages)
    if not may_install():
        raise BootError(f"Missing {purpose}: install {names} (Debian: apt-get install {names}).")
    with step(f"Installing {names} {purpose}"):
        if not _apt(["update"]) or not _apt(
            ["install", "-y", "--no-install-recommends", *packages]
        ):
            raise BootError(f"apt-get could not install {names}, needed {purpose}.")


def _apt(arguments: list[str]) -> bool:
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", "-qq", *arguments]
    return subprocess.run(command, env=env, capture_output=True).returncode == 0
