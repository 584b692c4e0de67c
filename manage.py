#!/usr/bin/env python3
"""Runs, tests and checks Livechat on a machine that has Python 3.11 and nothing else prepared."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - told to people who have an older one
    sys.exit("Livechat needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

from bootstrap.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
