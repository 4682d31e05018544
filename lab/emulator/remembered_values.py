"""Every value that an entry of Secrets Manager ever had, for whoever looks whether one of them got out.

In memory only, as everything here, and handed out to whoever reaches the port, as the values themselves are.
"""

import threading

from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

from gaps.refusal import before

_lock = threading.Lock()
_values = set()


def begin():
    """Remembers what is put from now on."""

    def put(self, secret_id, secret_string=None, *_rest, **_named):
        _remember(secret_id, secret_string)

    def replaced(self, new_version, *_rest, **_named):
        _remember(self.name, new_version.get("secret_string"))

    before(SecretsManagerBackend, "_add_secret", put)
    # What a service rotates by itself is not put by anybody.
    before(FakeSecret, "reset_default_version", replaced)


def _remember(entry, value):
    if value:
        with _lock:
            _values.add((entry, value))


def all_values():
    """What was remembered, as objects with `entry` and `value`."""
    with _lock:
        return [{"entry": entry, "value": value} for entry, value in sorted(_values)]
