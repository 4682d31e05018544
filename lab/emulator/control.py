"""The lab's own requests, below /lab. All take and give JSON.

POST   /lab/faults   {"status": 429 or 500, "service": "secretsmanager", "action": "GetSecretValue", "seconds": 5, "count": 3}
                     A fault for a while or for a number of requests; service and action narrow it.
DELETE /lab/faults   Ends every fault.
POST   /lab/issuers  {"issuer": "https://...", "publicKey": "PEM"}   An OIDC issuer whose tokens can be verified.
GET    /lab/values   Every value that an entry ever had, also of entries that are gone: [{"entry": "...", "value": "..."}].
POST   /lab/purge    {}   Ends every recovery window now, as time would: deleted secrets are gone, their names free.
"""

import json

import faults
import issuers
import remembered_values
from answers import send_json


def answer(environ, start_response):
    """Answers one of the lab's own requests."""
    what = (environ["REQUEST_METHOD"], environ["PATH_INFO"])
    try:
        body = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"{}")
        if what == ("POST", "/lab/faults"):
            faults.add(**body)
        elif what == ("DELETE", "/lab/faults"):
            faults.clear()
        elif what == ("POST", "/lab/issuers"):
            issuers.register(body["issuer"], body["publicKey"])
        elif what == ("GET", "/lab/values"):
            return send_json(start_response, 200, remembered_values.all_values())
        elif what == ("POST", "/lab/purge"):
            return send_json(start_response, 200, {"purged": _purge()})
        else:
            return send_json(
                start_response, 404, {"error": f"{what[0]} {what[1]} is not known; control.py lists what is"}
            )
    except (KeyError, TypeError, ValueError) as problem:
        return send_json(start_response, 400, {"error": str(problem)})
    return send_json(start_response, 200, {})


def _purge():
    from gaps.secret_deletion import purge_all

    return purge_all()
