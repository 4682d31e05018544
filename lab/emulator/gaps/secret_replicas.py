"""Replicas: moto forgets which key a replica was asked to be encrypted with, and says the account's own."""

from moto.secretsmanager.models import FakeSecret


def close():
    """Keeps the key of each replica."""
    original = FakeSecret.create_replicas

    def create_replicas(self, replica_regions, force_overwrite):
        replicas = original(self, replica_regions, force_overwrite)
        for replica, wanted in zip(replicas, replica_regions or []):
            if wanted.get("KmsKeyId"):
                replica.config["KmsKeyId"] = wanted["KmsKeyId"]
        return replicas

    FakeSecret.create_replicas = create_replicas
