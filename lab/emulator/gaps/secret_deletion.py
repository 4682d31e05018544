"""The recovery window: moto lets most calls through to a deleted secret, and says that its name exists.

In AWS a deleted secret can be described, listed and restored, and nothing else. Its name is taken until the window has passed,
and creating it says so. A window that has passed frees the name.

Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
"""

import time

from moto.secretsmanager.exceptions import InvalidRequestException
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend, secretsmanager_backends

MARKED = "You can't perform this operation on the secret because it was marked for deletion."
SCHEDULED = "You can't create this secret because a secret with this name is already scheduled for deletion."

_refused = [
    "cancel_rotate_secret",
    "delete_resource_policy",
    "get_resource_policy",
    "get_secret_value",
    "put_resource_policy",
    "put_secret_value",
    "remove_regions_from_replication",
    "replicate_secret_to_regions",
    "rotate_secret",
    "tag_resource",
    "untag_resource",
    "update_secret",
    "update_secret_version_stage",
]


def close():
    """Refuses what a deleted secret does not take."""
    for name in _refused:
        _refuse(name)
    create = SecretsManagerBackend.create_secret

    def create_secret(self, name, *rest, **named):
        purge(self, time.time())
        if _is_deleted(self, name):
            raise InvalidRequestException(SCHEDULED)
        return create(self, name, *rest, **named)

    SecretsManagerBackend.create_secret = create_secret


def _refuse(name):
    original = getattr(SecretsManagerBackend, name)

    def method(self, *arguments, **named):
        given = next(iter(arguments), None) or named.get("secret_id") or named.get("arn")
        if given is not None and _is_deleted(self, given):
            raise InvalidRequestException(MARKED)
        return original(self, *arguments, **named)

    setattr(SecretsManagerBackend, name, method)


def _is_deleted(backend, secret_id):
    return secret_id in backend.secrets and backend.secrets[secret_id].is_deleted()


def purge(backend, now):
    """Removes the secrets whose window has passed by `now`, in seconds since 1970. Gives their number."""
    secrets = [secret for secret in dict.values(backend.secrets) if isinstance(secret, FakeSecret)]
    over = [secret for secret in secrets if secret.is_deleted() and secret.deleted_date <= now]
    for secret in over:
        dict.pop(backend.secrets, secret.name, None)
    return len(over)


def purge_all():
    """Ends every window of every account and region. Gives the number of secrets that are gone."""
    backends = [backend for regions in list(secretsmanager_backends.values()) for backend in list(regions.values())]
    return sum(purge(backend, float("inf")) for backend in backends)
