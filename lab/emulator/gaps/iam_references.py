"""References in IAM: moto lets a role name a principal or a boundary that does not exist, and a policy in use be deleted.

AWS refuses them, so that the order in which a program creates and destroys is tried for real.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

import json
import re

from moto.core.exceptions import ServiceException
from moto.iam.models import IAMBackend, iam_backends

from .secret_policies import as_list

_arn = re.compile(r"arn:[^:]+:iam::(\d{12}):(role|user)/.+")


class _Refused(ServiceException):
    def __init__(self, code, message, status):
        super().__init__(code, message)
        self.code = code
        self.status_code = status


def close():
    """Checks each reference before it is kept."""
    _before("create_role", _check_role)
    _before("update_assume_role_policy", lambda self, role_name, policy_document: _check_principals(self, policy_document))
    _before("put_role_permissions_boundary", lambda self, role_name, boundary: _check_boundary(self, boundary))
    _before("delete_policy", _check_unused)


def _before(name, check):
    original = getattr(IAMBackend, name)

    def method(self, *arguments, **named):
        check(self, *arguments, **named)
        return original(self, *arguments, **named)

    setattr(IAMBackend, name, method)


def _check_role(self, role_name, assume_role_policy_document, path, permissions_boundary, *_rest, **_named):
    _check_boundary(self, permissions_boundary)
    _check_principals(self, assume_role_policy_document)


def _check_boundary(self, boundary):
    if boundary and f":iam::{self.account_id}:" in boundary and boundary not in self.managed_policies:
        raise _Refused("NoSuchEntity", f"Scope ARN: {boundary} does not exist or is not attachable.", 404)


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
                raise _Refused("MalformedPolicyDocument", message, 400)


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
        raise _Refused("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
