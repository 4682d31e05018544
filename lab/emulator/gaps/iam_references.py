"""References in IAM: moto lets a role name a principal or a boundary that does not exist, and a policy in use be deleted.

AWS refuses them, so that the order in which a program creates and destroys is tried for real.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

import json
import re

from moto.iam.models import IAMBackend, iam_backends

from .refusal import Refused, before
from .secret_policies import as_list

_arn = re.compile(r"arn:[^:]+:iam::(\d{12}):(role|user)/.+")


def close():
    """Checks each reference before it is kept."""
    before(IAMBackend, "create_role", _check_role)
    before(
        IAMBackend,
        "update_assume_role_policy",
        lambda self, role_name, policy_document: _check_principals(self, policy_document),
    )
    before(
        IAMBackend, "put_role_permissions_boundary", lambda self, role_name, boundary: _check_boundary(self, boundary)
    )
    before(IAMBackend, "delete_policy", _check_unused)


def _check_role(self, role_name, assume_role_policy_document, path, permissions_boundary, *_rest, **_named):
    _check_boundary(self, permissions_boundary)
    _check_principals(self, assume_role_policy_document)


def _check_boundary(self, boundary):
    if boundary and f":iam::{self.account_id}:" in boundary and boundary not in self.managed_policies:
        raise Refused("NoSuchEntity", f"Scope ARN: {boundary} does not exist or is not attachable.", 404)


def _check_principals(self, document):
    try:
        statements = as_list(json.loads(document)["Statement"])
    except (KeyError, TypeError, ValueError):
        # moto has its own words for a document that cannot be read.
        return
    for statement in statements:
        principal = statement.get("Principal")
        for name in as_list(principal.get("AWS", [])) if isinstance(principal, dict) else []:
            if not _exists(name, self.partition):
                message = f'Invalid principal in policy: "AWS":"{name}"'
                raise Refused("MalformedPolicyDocument", message, 400)


def _exists(name, partition):
    found = _arn.fullmatch(name)
    if found is None:
        return True
    backend = iam_backends[found[1]][partition]
    listed = backend.roles if found[2] == "role" else backend.users
    return any(one.arn == name for one in list(listed.values()))


def _check_unused(self, policy_arn):
    boundaries = [role.permissions_boundary_arn for role in self.roles.values()]
    attached = [arn for role in self.roles.values() for arn in role.managed_policies]
    if policy_arn in boundaries or policy_arn in attached:
        raise Refused("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
    policy = self.managed_policies.get(policy_arn)
    if policy is not None and len(policy.versions) > 1:
        message = (
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions."
        )
        raise Refused("DeleteConflict", f"{message} The default version is deleted with the policy.", 409)
