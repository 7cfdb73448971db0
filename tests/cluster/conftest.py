"""Ray's environment, before anything imports it: what it is told later it does not hear."""

from __future__ import annotations

import os

os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # all of its processes on loopback
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
# Else, under "uv run", each of its workers runs uv first, in an upload of this folder.
os.environ["RAY_ENABLE_UV_RUN_RUNTIME_ENV"] = "0"
