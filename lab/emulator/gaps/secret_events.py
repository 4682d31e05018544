"""Events of Secrets Manager: in moto nobody hears of its calls.

In AWS CloudTrail sees every call, also a refused one, and hands it to EventBridge as "AWS API Call via CloudTrail", with the
parameters as the caller wrote them and without any value. What the service does by itself (RotationStarted, RotationSucceeded,
RotationFailed) comes as "AWS Service Event via CloudTrail": without parameters, and with the entry's ARN in
`additionalEventData.SecretId`.

Sources: https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

import json
import uuid

from moto.events.models import events_backends
from moto.secretsmanager.responses import SecretsManagerResponse

import cloudtrail_events

SOURCE = "secretsmanager.amazonaws.com"
_reads = ("BatchGet", "Describe", "Get", "List", "Validate")
# CloudTrail writes no value down.
_values = ("SecretString", "SecretBinary")


def close():
    """Tells EventBridge of every call."""
    for name in [name for name in vars(SecretsManagerResponse) if not name.startswith("_")]:
        method = getattr(SecretsManagerResponse, name)
        if callable(method):
            setattr(SecretsManagerResponse, name, _told(_action(name), method))


def _action(name):
    return "".join(word.capitalize() for word in name.split("_"))


def _told(action, method):
    def call(self):
        try:
            answer = method(self)
        except Exception as problem:
            _tell_of_call(self, action, None, problem)
            raise
        _tell_of_call(self, action, answer, None)
        return answer

    return call


def _tell_of_call(response, action, answer, problem):
    reads = action.startswith(_reads)
    given = json.loads(response.body or "{}") if isinstance(response.body, (str, bytes)) else {}
    detail = {
        "eventType": "AwsApiCall",
        "userIdentity": cloudtrail_events.identity(response.current_account),
        "requestParameters": {_lowered(name): value for name, value in given.items() if name not in _values} or None,
        "responseElements": None if reads or problem else _elements(answer),
        "readOnly": reads,
    }
    if problem is not None:
        detail["errorCode"] = getattr(problem, "error_type", None) or type(problem).__name__
    tell(response.current_account, response.region, "AWS API Call via CloudTrail", action, detail)


def _lowered(name):
    return name[:1].lower() + name[1:]


def _elements(answer):
    shown = json.loads(answer) if isinstance(answer, str) else {}
    return {"arn": shown["ARN"]} if shown.get("ARN") else None


def tell_of_rotation(account, region, event, secret, error=None):
    """Tells what a rotation came to: RotationStarted, RotationSucceeded, or RotationFailed with why."""
    detail = {
        "eventType": "AwsServiceEvent",
        "userIdentity": {"accountId": account, "invokedBy": SOURCE},
        "sourceIPAddress": SOURCE,
        "userAgent": SOURCE,
        "requestParameters": None,
        "responseElements": None,
        "additionalEventData": {"SecretId": secret.arn},
        "readOnly": False,
    }
    if error is not None:
        detail["errorMessage"] = error
    tell(account, region, "AWS Service Event via CloudTrail", event, detail)


def tell(account, region, detail_type, name, detail):
    """Hands an event to the rules of an account's default bus in a region."""
    made = cloudtrail_events.record(account, region, SOURCE, name, detail)
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": "aws.secretsmanager",
        "account": account,
        "time": made["eventTime"],
        "region": region,
        "resources": [],
        "detail": made,
    }
    rules = events_backends[account][region].event_buses["default"].rules
    for rule in list(rules.values()):
        rule.send_to_targets(event)
