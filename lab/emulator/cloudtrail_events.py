"""What CloudTrail writes down of a call, for whoever reads it: EventBridge (gaps/secret_events.py) and LookupEvents (gaps/cloudtrail_lookup.py).

These are records of the lab's own calls in the shapes that AWS documents: who (from the access key), from where, with what, when,
and the parameters that CloudTrail shows. A value is never among them.

Sources: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

import collections
import re
import threading
import time
import uuid

import jwt
from moto.iam.models import iam_backends

import access_keys

# An account's calls in a region, the newest last. An operator that reads every two seconds fills any list.
_longest = 20_000
_lock = threading.Lock()
_records = collections.defaultdict(lambda: collections.deque(maxlen=_longest))
_now = threading.local()

# IAM and STS take forms; these fields hold names, and no token, document or password.
_shown = ("RoleArn", "RoleSessionName", "DurationSeconds", "RoleName", "UserName", "AccessKeyId", "Status", "PolicyArn",
          "PolicyName", "Path", "GroupName")
_reads = ("Get", "List", "Simulate", "AssumeRole", "Generate")
_code = re.compile(rb"<Code>(\w+)</Code>")
_issued = re.compile(rb"<AccessKeyId>(\w+)</AccessKeyId>")


def begin(request):
    """Notes whose request this thread answers."""
    _now.request = request


def identity(account):
    """Who asks, as `userIdentity` says it."""
    request = getattr(_now, "request", None)
    key = request.access_key if request is not None else None
    if request is not None and request.action == "AssumeRoleWithWebIdentity":
        return _web_identity(account, request.form.get("WebIdentityToken", ""))
    session = access_keys.session_of(key) if key else None
    if session is not None:
        return _session(session)
    user = _user(account, key)
    if user is not None:
        return {
            "type": "IAMUser",
            "principalId": user.id,
            "arn": user.arn,
            "accountId": account,
            "accessKeyId": key,
            "userName": user.name,
        }
    return {"type": "Unknown", "principalId": "", "accountId": account}


def _session(session):
    name = session.role_arn.split("/")[-1]
    shown = {
        "type": "AssumedRole",
        "principalId": session.user_id,
        "arn": session.arn,
        "accountId": session.account_id,
        "accessKeyId": session.access_key_id,
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": session.user_id.split(":")[0],
                "arn": session.role_arn,
                "accountId": session.account_id,
                "userName": name,
            },
            "attributes": {"mfaAuthenticated": "false"},
        },
    }
    function = getattr(session, "function_arn", None)
    if function is not None:
        shown["inScopeOf"] = {"issuerType": "AWS::Lambda::Function", "credentialsIssuedTo": function}
    return shown


def _web_identity(account, token):
    """Of a token the subject alone, whether it is believed or not."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        claims = {}
    host = str(claims.get("iss", "")).partition("://")[2]
    audience = claims.get("aud", "")
    audience = audience[0] if isinstance(audience, list) and audience else audience
    provider = f"arn:aws:iam::{account}:oidc-provider/{host}"
    subject = str(claims.get("sub", ""))
    return {
        "type": "WebIdentityUser",
        "principalId": f"{provider}:{audience}:{subject}",
        "userName": subject,
        "identityProvider": provider,
    }


def _user(account, key):
    backend = iam_backends[account]["aws"]
    held = backend.access_keys.get(key)
    return backend.users.get(held.user_name) if held is not None and held.user_name else None


def record(account, region, source, name, detail):
    """Makes a whole record of what is known of a call, keeps it, and gives it back."""
    request = getattr(_now, "request", None)
    made = {
        "eventVersion": "1.11",
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "eventSource": source,
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": request.address if request is not None else source,
        "userAgent": request.agent if request is not None else source,
        "requestID": str(uuid.uuid4()),
        "eventID": str(uuid.uuid4()),
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
        **detail,
    }
    with _lock:
        _records[account, region].append(made)
    return made


def record_form_call(request, status, answer):
    """Keeps a call of IAM or STS. IAM is global: CloudTrail shows its calls in us-east-1."""
    if request.service not in ("iam", "sts") or not request.action:
        return
    account = access_keys.account_of(request.access_key)
    if account is None:
        # Taken without keys of the account: the role says which one it is.
        account = (re.match(r"arn:[^:]*:iam::(\d{12}):", request.form.get("RoleArn", "")) or [None, None])[1]
    if account is None:
        return
    parameters = {name[:1].lower() + name[1:]: request.form[name] for name in _shown if name in request.form}
    detail = {
        "eventType": "AwsApiCall",
        "userIdentity": identity(account),
        "requestParameters": parameters or None,
        "responseElements": None,
        "readOnly": request.action.startswith(_reads),
    }
    if status >= 400:
        found = _code.search(b"".join(answer))
        detail["errorCode"] = found[1].decode() if found else "Failure"
    elif request.action.startswith("AssumeRole"):
        # The id alone: CloudTrail shows no secret, and this keeps no token.
        found = _issued.search(b"".join(answer))
        detail["responseElements"] = {"credentials": {"accessKeyId": found[1].decode()}} if found else None
    region = "us-east-1" if request.service == "iam" else request.region or "us-east-1"
    record(account, region, f"{request.service}.amazonaws.com", request.action, detail)


def records_of(account, region):
    """An account's records in a region, the newest first."""
    with _lock:
        return list(reversed(_records[account, region]))
