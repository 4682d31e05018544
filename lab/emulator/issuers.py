"""The OIDC issuers whose tokens AssumeRoleWithWebIdentity can verify.

AWS fetches an issuer's keys from its address. The lab's issuers have none that could be reached, so their keys are handed in
when the emulator starts (--issuer) or while it runs (POST /lab/issuers).
"""

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_public_key

ALGORITHMS = ["RS256", "ES256"]

_keys = {}


def register(url, public_key):
    """Takes the public key (PEM) of an issuer; a second one replaces the first."""
    load_pem_public_key(public_key.encode())
    _keys[url] = public_key


def issuer_of(token):
    """Whom a token names as its issuer, unverified. Raises jwt.InvalidTokenError where it is no token."""
    return jwt.decode(token, options={"verify_signature": False}).get("iss", "")


def verify(token, issuer):
    """A token's claims, once signature and time are right. The audience is the OIDC provider's matter."""
    key = _keys.get(issuer)
    if key is None:
        raise jwt.InvalidKeyError(f"no key of {issuer} was registered")
    options = {"verify_aud": False, "require": ["exp", "iss", "sub", "aud"]}
    return jwt.decode(token, key, algorithms=ALGORITHMS, issuer=issuer, options=options)
