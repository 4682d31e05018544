"""The stand-in for database servers: a folder an account, a file a user, with a salted hash instead of the password.

The rotation functions of the lab (lab/given/rotation-function) read and write the same files. Without a folder nothing is kept.
"""

import hashlib
import json
import os
import secrets
from pathlib import Path
from urllib.parse import quote

# As encodeURIComponent of JavaScript leaves them.
_unescaped = "!~*'()"
_folder = None


def keep_in(folder):
    """Keeps users in a folder from now on."""
    global _folder
    _folder = None if folder is None else Path(folder)


def set_password(account, host, user, password):
    """A login as this user needs this password from now on, and any other is refused."""
    if _folder is None:
        return
    file = _file(account, host, user)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    salt = secrets.token_hex(16)
    # What scryptSync of Node takes unless told otherwise.
    hashed = hashlib.scrypt(password.encode(), salt=salt.encode(), n=16_384, r=8, p=1, dklen=32).hex()
    half = file.with_name(f"{file.name}.{os.getpid()}")
    half.touch(mode=0o600)
    half.write_text(json.dumps({"salt": salt, "hash": hashed}))
    half.replace(file)


def forget(account, host, user):
    """The server is gone, and so is its user."""
    if _folder is not None:
        _file(account, host, user).unlink(missing_ok=True)


def _file(account, host, user):
    return _folder / account / f"{quote(f'{user}@{host}', safe=_unescaped)}.json"
