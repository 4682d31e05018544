"""Resource policies: moto takes any text, knows no BlockPublicPolicy, and answers ValidateResourcePolicy with 500.

AWS refuses a document that it cannot understand (MalformedPolicyDocumentException), and with BlockPublicPolicy one that lets
anybody in (PublicPolicyException). A Deny never makes a policy public.

Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
"""

import json

from moto.secretsmanager.exceptions import InvalidParameterException, SecretsManagerClientError
from moto.secretsmanager.responses import SecretsManagerResponse

# Keys that hold a principal of `*` to somebody whom AWS counts as known.
_narrowing = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
}


class _Refused(SecretsManagerClientError):
    pass


def close():
    """Validates policies before they are kept, and answers ValidateResourcePolicy."""
    put = SecretsManagerResponse.put_resource_policy

    def put_resource_policy(self):
        policy = self._get_param("ResourcePolicy")
        problem = malformed(policy)
        if problem is not None:
            raise _Refused(
                "MalformedPolicyDocumentException", f"This resource policy contains a syntax error: {problem}"
            )
        if self._get_bool_param("BlockPublicPolicy", False) and is_public(policy):
            raise _Refused("PublicPolicyException", "This resource policy grants broad access to the secret.")
        return put(self)

    def validate_resource_policy(self):
        policy = self._get_param("ResourcePolicy")
        if policy is None:
            raise InvalidParameterException("ResourcePolicy is needed.")
        errors = []
        problem = malformed(policy)
        if problem is not None:
            errors.append({"CheckName": "SYNTAX", "ErrorMessage": problem})
        elif is_public(policy):
            errors.append({"CheckName": "PUBLIC_POLICY", "ErrorMessage": "This resource policy grants broad access."})
        return json.dumps({"PolicyValidationPassed": not errors, "ValidationErrors": errors})

    SecretsManagerResponse.put_resource_policy = put_resource_policy
    SecretsManagerResponse.validate_resource_policy = validate_resource_policy


def malformed(policy):
    """What is wrong with a policy's text, or nothing."""
    try:
        document = json.loads(policy)
    except (TypeError, ValueError):
        return "it is not JSON"
    if not isinstance(document, dict) or document.get("Version") not in ("2012-10-17", "2008-10-17"):
        return "its Version is neither 2012-10-17 nor 2008-10-17"
    if not document.get("Statement"):
        return "it has no Statement"
    for statement in as_list(document["Statement"]):
        if statement.get("Effect") not in ("Allow", "Deny"):
            return "a statement's Effect is neither Allow nor Deny"
        for wanted in ("Principal", "Action", "Resource"):
            if wanted not in statement and f"Not{wanted}" not in statement:
                return f"a statement has no {wanted}"
        actions = as_list(statement.get("Action", statement.get("NotAction")))
        if any(action != "*" and not action.startswith("secretsmanager:") for action in actions):
            return "an action is not one of Secrets Manager"
    return None


def is_public(policy):
    """Whether a statement allows anybody, without a condition that says who."""
    return any(_lets_anybody_in(statement) for statement in as_list(json.loads(policy)["Statement"]))


def _lets_anybody_in(statement):
    if statement["Effect"] != "Allow":
        return False
    principal = statement.get("Principal")
    named = as_list(principal.get("AWS", []) if isinstance(principal, dict) else principal)
    if "*" not in named and "NotPrincipal" not in statement:
        return False
    keys = {key.lower() for comparison in statement.get("Condition", {}).values() for key in comparison}
    return not keys & _narrowing


def as_list(value):
    """A list, of what may be one value alone."""
    return value if isinstance(value, list) else [value]
