"""The gaps of moto that the lab closes, one file each; refusal.py and trust_documents.py help them. Each has `close()`, which replaces what is wrong by what AWS does."""

from . import (
    cloudtrail_lookup,
    event_delivery,
    iam_references,
    lambda_processes,
    limits,
    oidc_clients,
    rds_master_passwords,
    role_trust,
    schedules,
    secret_deletion,
    secret_events,
    secret_policies,
    secret_replicas,
    secret_rotation,
    secret_stages,
    web_identity,
)


def close_gaps(address):
    """Closes every gap. `address` is the emulator's own, for what it starts."""
    for gap in (secret_stages, secret_deletion, secret_policies, secret_replicas, secret_rotation, rds_master_passwords):
        gap.close()
    for gap in (iam_references, oidc_clients, role_trust, web_identity, limits, schedules):
        gap.close()
    # Behind everything that changes a call: it tells what came of it.
    for gap in (event_delivery, secret_events, cloudtrail_lookup):
        gap.close()
    lambda_processes.close(address)
