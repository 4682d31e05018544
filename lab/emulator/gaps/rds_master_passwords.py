"""Master passwords of RDS: moto gives every one that RDS owns the same value, of a user that is not the server's, and uses none.

In AWS a password that RDS owns is random, and its entry names the server's master user. A password that was set by hand, or that
RDS rotates, takes a moment: the server is `resetting-master-credentials`, the entry's status is `rotating`, and then the one before
opens nothing. RDS sets no password by hand that it owns, and rotates none that it does not. Who logs in is decided by
databases.py. A server is found there by its endpoint, and by the names in its tag `lab:hosts`, with blanks between them: they stand
for CNAME records.

Sources: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html (constraints),
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_MasterUserSecret.html (status of the secret),
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html (status of the instance)
"""

import json
import secrets
import threading
import time

from moto.rds.exceptions import RDSClientError
from moto.rds.models import MasterUserSecret, RDSBackend

import databases

from . import secret_rotation

HOSTS = "lab:hosts"
RESETTING, AVAILABLE = "resetting-master-credentials", "available"
_reset_seconds = 1
_password_length = 28


def close():
    """Has master passwords come into force, and the ones before end."""
    MasterUserSecret._generate_secret_string = _first_value
    MasterUserSecret.secret_status = property(_secret_status)
    secret_rotation.owners["rds"] = _rotated
    _create("create_db_instance")
    _create("create_db_cluster")
    _modify("modify_db_instance", lambda self, given: self.databases.get(given["db_instance_identifier"]))
    _modify("modify_db_cluster", lambda self, given: self.clusters.get(given["db_cluster_identifier"]))
    _delete("delete_db_instance")
    _delete("delete_db_cluster")


def _first_value(self):
    return json.dumps({"username": self.resource.master_username, "password": secrets.token_urlsafe(_password_length)})


def _secret_status(self):
    rotation = getattr(self.secret, "rotation", None)
    return "rotating" if rotation is not None and rotation.is_alive() else "active"


def _create(name):
    original = getattr(RDSBackend, name)

    def create(self, given):
        server = original(self, given)
        _apply(server, _begin_managing(server) or given.get("master_user_password"))
        return server

    setattr(RDSBackend, name, create)


def _modify(name, find):
    original = getattr(RDSBackend, name)

    def modify(self, *arguments):
        given = arguments[-1]
        server = find(self, given)
        if server is not None:
            _check(server, given)
        password = given.pop("master_user_password", None)
        begins = given.get("manage_master_user_password") is True
        answer = original(self, *arguments)
        if begins:
            _apply(server, _begin_managing(server))
        if password is not None:
            server.status = RESETTING
            server.pending_modified_values = {"MasterUserPassword": "****"}
            threading.Thread(target=_end_reset, args=(server, password), daemon=True).start()
        return answer

    setattr(RDSBackend, name, modify)


def _check(server, given):
    managed = given.get("manage_master_user_password", _is_managed(server))
    if given.get("master_user_password") is not None and managed:
        message = "You can't specify MasterUserPassword for a DB instance whose password is managed in Secrets Manager."
        raise RDSClientError("InvalidParameterCombination", message)
    if given.get("rotate_master_user_password") and not managed:
        message = "You can't rotate the master user password: it isn't managed in Secrets Manager."
        raise RDSClientError("InvalidParameterCombination", message)


def _end_reset(server, password):
    time.sleep(_reset_seconds)
    _apply(server, password)
    server.pending_modified_values = {}
    server.status = AVAILABLE


def _rotated(secret, value):
    """RDS rotates an entry: its server takes the password before the version becomes current."""
    server = getattr(secret, "server", None)
    if server is None or not _is_managed(server):
        return
    server.status = RESETTING
    _end_reset(server, value["password"])


def _delete(name):
    original = getattr(RDSBackend, name)

    def delete(self, *arguments, **named):
        server = original(self, *arguments, **named)
        if server.master_username is not None:
            for host in _hosts(server):
                databases.forget(server.account_id, host, server.master_username)
        return server

    setattr(RDSBackend, name, delete)


def _apply(server, password):
    # Members of a cluster have no password of their own.
    if password is None or getattr(server, "cluster", None) is not None:
        return
    for host in _hosts(server):
        databases.set_password(server.account_id, host, server.master_username, password)


def _hosts(server):
    named = next((tag["Value"] for tag in server.tags or [] if tag["Key"] == HOSTS), "")
    endpoint = getattr(server, "address", None) or getattr(server, "endpoint", None)
    return [*([endpoint] if isinstance(endpoint, str) else []), *named.split()]


def _is_managed(server):
    return getattr(server, "manage_master_user_password", False) is True


def _begin_managing(server):
    """The password of a server that RDS owns. Its entry remembers the server: moto takes a cluster off its list while it changes it."""
    if not _is_managed(server):
        return None
    secret = server.master_user_secret.secret
    secret.server = server
    return json.loads(secret.versions[secret.default_version_id]["secret_string"])["password"]
