"""Sessions that were revoked: an inline policy of the role denies everything to those from before a moment.

moto evaluates no policy of a role. This looks at the one shape that AWS's console writes for it, whose name is AWSRevokeOlderSessions,
and takes the rest of what a role may do as given.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
"""

import datetime
import json

from moto.iam.models import iam_backends

_partition = "aws"
_key = "aws:TokenIssueTime"


def revokes(session):
    """Whether the session's role denies it by the moment of its issue."""
    roles = iam_backends[session.account_id][_partition].roles.values()
    role = next((role for role in list(roles) if role.arn == session.role_arn), None)
    if role is None:
        return False
    issued = session.access_key.create_date.replace(microsecond=0)
    return any(issued < moment for document in list(role.policies.values()) for moment in _moments(document))


def _moments(document):
    statements = json.loads(document)["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        moment = statement.get("Condition", {}).get("DateLessThan", {}).get(_key)
        if statement["Effect"] == "Deny" and statement.get("Action") in ("*", ["*"]) and moment:
            yield datetime.datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ")
