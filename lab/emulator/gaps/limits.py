"""Limits: moto takes names, values and documents of any length.

AWS refuses them. A policy that grows with every service runs into its limit one day, and the lab is where to find out.
White space in a policy is not counted.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html,
https://docs.aws.amazon.com/general/latest/gr/ssm.html
"""

import re

from moto.core.exceptions import JsonRESTError
from moto.iam.models import IAMBackend
from moto.secretsmanager.exceptions import InvalidParameterException, ValidationException
from moto.secretsmanager.models import SecretsManagerBackend
from moto.secretsmanager.responses import SecretsManagerResponse
from moto.ssm.responses import SimpleSystemManagerResponse

from .refusal import Refused, before

_role_name = 64
_trust_policy = 2_048
_inline_policies = 10_240
_managed_policy = 6_144
_secret_name = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
_secret_value = 65_536
_resource_policy = 20_480
_standard_parameter = 4_096


def close():
    """Checks lengths before anything is kept."""
    before(IAMBackend, "create_role", _check_role)
    before(IAMBackend, "update_assume_role_policy", _check_trust)
    before(IAMBackend, "put_role_policy", _check_inline)
    before(IAMBackend, "create_policy", _check_managed)
    before(IAMBackend, "create_policy_version", _check_version)
    before(SecretsManagerBackend, "create_secret", _check_secret_name)
    for name in ("create_secret", "put_secret_value", "update_secret"):
        before(SecretsManagerResponse, name, _check_secret_value)
    before(SecretsManagerResponse, "put_resource_policy", _check_resource_policy)
    before(SimpleSystemManagerResponse, "put_parameter", _check_parameter)


def _length(document):
    return len(re.sub(r"\s", "", document))


def _check_role(self, role_name, assume_role_policy_document, *_rest, **_named):
    if len(role_name) > _role_name:
        message = f"1 validation error detected: Value '{role_name}' at 'roleName' failed to satisfy constraint: "
        raise Refused("ValidationError", f"{message}Member must have length less than or equal to {_role_name}")
    _check_trust(self, role_name, assume_role_policy_document)


def _check_trust(self, role_name, policy_document):
    if _length(policy_document) > _trust_policy:
        raise Refused("LimitExceeded", f"Cannot exceed quota for ACLSizePerRole: {_trust_policy}", 409)


def _check_inline(self, role_name, policy_name, policy_document):
    others = [text for name, text in self.get_role(role_name).policies.items() if name != policy_name]
    if sum(map(_length, [policy_document, *others])) > _inline_policies:
        raise Refused(
            "LimitExceeded", f"Maximum policy size of {_inline_policies} bytes exceeded for role {role_name}", 409
        )


def _check_managed(self, description, path, policy_document, *_rest, **_named):
    _check_version(self, None, policy_document)


def _check_version(self, policy_arn, policy_document, *_rest, **_named):
    if _length(policy_document) > _managed_policy:
        raise Refused("LimitExceeded", f"Cannot exceed quota for PolicySize: {_managed_policy}", 409)


def _check_secret_name(self, name, *_rest, tags=None, **_named):
    # The services that own a secret name it with an exclamation mark, such as rds!db-1.
    owned = any(tag["Key"] == "aws:secretsmanager:owningService" for tag in tags or [])
    if _secret_name.fullmatch(name.replace("!", "", 1) if owned else name) is None:
        allowed = "alphanumeric characters, or any of the following: -/_+=.@"
        raise ValidationException(f"Invalid name. Must be a valid name containing {allowed}")


def _check_secret_value(self):
    if len((self._get_param("SecretString") or "").encode()) > _secret_value:
        raise InvalidParameterException(f"The secret value can't be larger than {_secret_value} bytes.")


def _check_resource_policy(self):
    if len(self._get_param("ResourcePolicy") or "") > _resource_policy:
        raise InvalidParameterException(f"The resource policy can't be larger than {_resource_policy} characters.")


def _check_parameter(self):
    advanced = self._get_param("Tier") in ("Advanced", "Intelligent-Tiering")
    if not advanced and len((self._get_param("Value") or "").encode()) > _standard_parameter:
        message = f"Standard tier parameters support a maximum parameter value of {_standard_parameter} characters."
        raise JsonRESTError("ValidationException", message)
