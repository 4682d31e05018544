"""AssumeRole: moto gives keys of any role to anybody, whether the role exists or not.

AWS asks the role's trust policy. What the asking one's own policies allow is not looked at here: where a trust policy names a
whole account, AWS would ask them too. Session tags are not kept.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from moto.iam.models import iam_backends
from moto.sts.responses import TokenResponse

from access_keys import account_of, is_administrator, session_of

from .refusal import Refused
from .trust_documents import trusts

ACTION = "sts:AssumeRole"


def close():
    """Asks the role before keys are given. Each account's lab-administrator is given to whoever asks."""
    original = TokenResponse.assume_role

    def assume_role(self):
        role_arn = self._get_param("RoleArn")
        if not is_administrator(role_arn):
            _check(self, role_arn)
        return original(self)

    TokenResponse.assume_role = assume_role


def role_of(role_arn, partition):
    """A role by its ARN, or nothing."""
    account = role_arn.split(":")[4]
    roles = list(iam_backends[account][partition].roles.values())
    return next((role for role in roles if role.arn == role_arn), None)


def _check(self, role_arn):
    caller, account = _caller(self.get_access_key(), self.partition)
    principals = {"AWS": [caller, account, f"arn:{self.partition}:iam::{account}:root"]}
    context = {"aws:principalarn": [caller], "aws:principalaccount": [account]}
    for parameter, key in (("ExternalId", "sts:externalid"), ("RoleSessionName", "sts:rolesessionname")):
        if self._get_param(parameter):
            context[key] = [self._get_param(parameter)]
    role = role_of(role_arn, self.partition)
    if role is None or not trusts(role.assume_role_policy_document, ACTION, principals, context):
        message = f"User: {caller} is not authorized to perform: {ACTION} on resource: {role_arn}"
        raise Refused("AccessDenied", message, 403)
    if self._get_int_param("DurationSeconds", 3600) > int(role.max_session_duration or 3600):
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        raise Refused("ValidationError", message)


def _caller(access_key, partition):
    """Whom a key belongs to, as trust policies name them, and the account. A session counts as its role."""
    session = session_of(access_key)
    if session is not None:
        return session.role_arn, session.account_id
    account = account_of(access_key)
    user = iam_backends[account][partition].get_user_from_access_key_id(access_key)
    return user.arn, account
