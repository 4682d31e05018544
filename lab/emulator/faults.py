"""Faults on demand: for a while, or for a number of requests, a service answers 429 or 500 instead of doing its work."""

import threading
import time
from dataclasses import dataclass

_codes = {429: "ThrottlingException", 500: "InternalServiceError", 503: "ServiceUnavailable"}
_lock = threading.Lock()
_faults = []


@dataclass
class Fault:
    """One fault. `service` and `action` narrow it; it ends at a time, or after a number of requests, whichever is set."""

    status: int
    service: str | None
    action: str | None
    until: float | None
    left: int | None

    @property
    def code(self):
        """The name of the error in AWS's answers."""
        return _codes.get(self.status, "InternalFailure")

    def meets(self, request):
        """Whether a request falls under this fault."""
        wanted = (self.service in (None, request.service), self.action in (None, request.action))
        return all(wanted)

    def is_over(self):
        """Whether it has ended."""
        return (self.until is not None and time.monotonic() >= self.until) or self.left == 0


def add(status, service=None, action=None, seconds=None, count=None):
    """Begins a fault. Without an end it would never let go, so one is needed."""
    if seconds is None and count is None:
        raise ValueError("give seconds or count: a fault needs an end")
    until = None if seconds is None else time.monotonic() + float(seconds)
    with _lock:
        _faults.append(Fault(int(status), service, action, until, None if count is None else int(count)))


def clear():
    """Ends every fault."""
    with _lock:
        _faults.clear()


def due(request):
    """The fault that a request runs into, or nothing."""
    with _lock:
        _faults[:] = [fault for fault in _faults if not fault.is_over()]
        for fault in _faults:
            if fault.meets(request):
                if fault.left is not None:
                    fault.left -= 1
                return fault
    return None
