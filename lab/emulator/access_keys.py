"""Who asks: moto takes any access key, and whoever brings an unknown one works in an account that nobody meant.

AWS knows its keys, and a session's end. Here the first keys of an account come from AssumeRole of its role lab-administrator,
which every account has and which any key may ask for. Signatures are not compared: whoever reaches the port is on this machine.
"""

from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

import revocations

ADMINISTRATOR = "lab-administrator"
_partition = "aws"

# Asked before anybody has keys.
_unsigned = {"AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"}


def is_administrator(role_arn):
    """Whether an ARN means the role that every account of the lab has."""
    return role_arn.endswith(f":role/{ADMINISTRATOR}")


def refusal(request):
    """The code and message that refuse a request, or nothing."""
    if request.action in _unsigned:
        return None
    if request.action == "AssumeRole" and is_administrator(request.form.get("RoleArn", "")):
        return None
    account = account_of(request.access_key)
    if account is None:
        code = "UnrecognizedClientException" if request.answers_json else "InvalidClientTokenId"
        hint = f"In the lab, keys come from AssumeRole of arn:aws:iam::ACCOUNT:role/{ADMINISTRATOR}."
        return code, f"The security token included in the request is invalid. {hint}"
    if _is_inactive(account, request.access_key):
        code = "UnrecognizedClientException" if request.answers_json else "InvalidClientTokenId"
        return code, "The security token included in the request is invalid."
    session = session_of(request.access_key)
    if session is not None and session.expiration < utcnow():
        code = "ExpiredTokenException" if request.answers_json else "ExpiredToken"
        return code, "The security token included in the request is expired"
    if session is not None and revocations.revokes(session):
        code = "AccessDeniedException" if request.answers_json else "AccessDenied"
        action = f"{request.service}:{request.action}"
        return code, f"User: {session.arn} is not authorized to perform: {action} with an explicit deny in an identity-based policy"
    return None


def _is_inactive(account, access_key):
    return iam_backends[account][_partition].access_keys[access_key].status == "Inactive"


def account_of(access_key):
    """The account that a key belongs to, or nothing."""
    for account, partitions in list(iam_backends.items()):
        if access_key in partitions[_partition].access_keys:
            return account
    return None


def session_of(access_key):
    """The session of an assumed role that a key belongs to, or nothing."""
    for partitions in list(sts_backends.values()):
        session = partitions[_partition].get_assumed_role_from_access_key(access_key)
        if session is not None:
            return session
    return None
