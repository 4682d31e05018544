"""Staging labels: moto keeps a default version beside them, which a promotion does not move.

In AWS the value without a label named is the one that carries AWSCURRENT, whoever put the label there. A version that loses
AWSCURRENT keeps its other labels and gains AWSPREVIOUS; a version without labels is deprecated and no longer listed.

Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
"""

import json

from moto.secretsmanager.exceptions import SecretNotFoundException
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

CURRENT, PREVIOUS = "AWSCURRENT", "AWSPREVIOUS"


def close():
    """Makes AWSCURRENT the only answer to which version is current."""
    FakeSecret.default_version_id = property(_current, lambda self, version: None)
    FakeSecret.set_default_version_id = lambda self, version: None
    FakeSecret.reset_default_version = _put_current
    FakeSecret._form_version_ids_to_stages = _labelled
    SecretsManagerBackend.list_secret_version_ids = _list_versions
    _refuse_changing_a_value(SecretsManagerBackend)


def _current(secret):
    return next((id for id, version in secret.versions.items() if CURRENT in version["version_stages"]), None)


def _put_current(secret, new_version, version_id):
    """A new current version: its labels leave every other version, and the one before it becomes AWSPREVIOUS."""
    before = _current(secret)
    secret.remove_version_stages_from_old_versions(new_version["version_stages"])
    if before is not None and before != version_id:
        secret.remove_version_stages_from_old_versions([PREVIOUS])
        secret.versions[before]["version_stages"].append(PREVIOUS)
    secret.versions[version_id] = new_version


def _labelled(secret):
    stages = {id: version["version_stages"] for id, version in secret.versions.items()}
    return {id: labels for id, labels in stages.items() if labels}


def _list_versions(backend, secret_id):
    """moto says the name where the ARN belongs, and lists versions that AWS hides."""
    if secret_id not in backend.secrets:
        raise SecretNotFoundException()
    secret = backend.secrets[secret_id]
    versions = [
        {"VersionId": id, "VersionStages": labels, "CreatedDate": secret.versions[id]["createdate"]}
        for id, labels in _labelled(secret).items()
    ]
    return json.dumps({"ARN": secret.arn, "Name": secret.name, "Versions": versions})


def _refuse_changing_a_value(backend):
    """moto lets a pending version be written twice. In AWS a version that has a value keeps it."""
    original = backend._check_with_existing_secrets_and_versions

    def check(self, secret_name, client_request_token, secret_string, secret_binary, on_create=False):
        secret = self.secrets.get(secret_name) if secret_name in self.secrets else None
        version = secret.versions.get(client_request_token) if secret is not None else None
        pending = version is not None and "AWSPENDING" in version["version_stages"]
        if pending and ("secret_string" in version or "secret_binary" in version):
            # Without the label moto compares the values, which is what AWS does.
            version["version_stages"].remove("AWSPENDING")
            try:
                return original(self, secret_name, client_request_token, secret_string, secret_binary, on_create)
            finally:
                version["version_stages"].append("AWSPENDING")
        return original(self, secret_name, client_request_token, secret_string, secret_binary, on_create)

    backend._check_with_existing_secrets_and_versions = check
