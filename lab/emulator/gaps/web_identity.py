"""AssumeRoleWithWebIdentity: moto looks at neither the token nor the role, and gives keys to anybody.

AWS wants an OIDC provider in the role's account for the token's issuer, a signature and times that are right, an audience that
the provider lists, and a trust policy that names the provider and whose conditions hold.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

import jwt
from moto.iam.models import iam_backends
from moto.sts.responses import TokenResponse

import issuers

from .refusal import Refused
from .role_trust import role_of
from .secret_policies import as_list
from .trust_documents import trusts

ACTION = "sts:AssumeRoleWithWebIdentity"


def close():
    """Verifies before keys are given."""
    original = TokenResponse.assume_role_with_web_identity

    def assume_role_with_web_identity(self):
        _check(self._get_param("RoleArn"), self._get_param("WebIdentityToken"), self.partition)
        return original(self)

    TokenResponse.assume_role_with_web_identity = assume_role_with_web_identity


def _check(role_arn, token, partition):
    account = role_arn.split(":")[4]
    try:
        issuer = issuers.issuer_of(token)
    except jwt.InvalidTokenError:
        raise Refused("InvalidIdentityToken", "The ID Token provided is not a valid JWT.") from None
    host = issuer.partition("://")[2]
    provider = iam_backends[account][partition].open_id_providers.get(
        f"arn:{partition}:iam::{account}:oidc-provider/{host}"
    )
    if provider is None:
        raise Refused("InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {issuer}")
    claims = _verified(token, issuer)
    audiences = as_list(claims["aud"])
    if not set(audiences) & set(provider.client_id_list):
        raise Refused("InvalidIdentityToken", "Incorrect token audience")
    role = role_of(role_arn, partition)
    principals = {"Federated": [provider.arn]}
    if role is None or not trusts(role.assume_role_policy_document, ACTION, principals, _context(host, claims)):
        raise Refused("AccessDenied", f"Not authorized to perform {ACTION}", 403)


def _verified(token, issuer):
    try:
        return issuers.verify(token, issuer)
    except jwt.ExpiredSignatureError:
        raise Refused("ExpiredTokenException", "Token expired: the current time is past its exp claim") from None
    except jwt.PyJWTError as problem:
        message = f"Couldn't verify the web identity token: {type(problem).__name__}"
        raise Refused("InvalidIdentityToken", message) from None


def _context(host, claims):
    """The token's claims as condition keys: ISSUER:claim."""
    texts = {name: [str(one) for one in as_list(value)] for name, value in claims.items()}
    return {f"{host}:{name}".lower(): values for name, values in texts.items()}
