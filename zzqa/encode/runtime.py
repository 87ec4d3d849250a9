"""The library that runs the bundled encoder, kept from reporting on its user."""

from __future__ import annotations

import os
from typing import Any

_OPT_OUT = "ORT_DISABLE_TELEMETRY"
"""The variable that onnxruntime's privacy statement names; it is read when the library loads."""


def import_onnxruntime() -> Any:
    """Return the module onnxruntime, imported so that it sends nothing and leaves no trace.

    Its present builds (1.31 does, on Linux) send events to their maker and keep an identifier of
    the device in the user's cache folder, unless told otherwise before they are loaded. What works
    offline has nothing to report. Who has set the variable keeps what it says.
    """
    os.environ.setdefault(_OPT_OUT, "1")
    import onnxruntime

    return onnxruntime
