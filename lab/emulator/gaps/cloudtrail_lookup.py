"""LookupEvents: moto's CloudTrail knows trails, and remembers no call.

Here it answers with what the lab recorded itself (cloudtrail_events.py): calls of Secrets Manager, STS and IAM since the emulator
began, and the rotations that the service made. In AWS an event arrives after minutes, here at once; there it stays 90 days, here as
long as the emulator runs. As in AWS: one attribute a call, the newest first, at most 50 a page, a token that belongs to its
question, and two calls a second for an account and region.

A resource has the name that the caller wrote: whoever looks for an entry has to ask for its name and for its ARN.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

import base64
import calendar
import collections
import json
import threading
import time

from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError

import cloudtrail_events

_longest_page = 50
_calls_a_second = 2
_lock = threading.Lock()
_calls = collections.defaultdict(lambda: collections.deque(maxlen=_calls_a_second))


def close():
    """Answers LookupEvents."""
    CloudTrailResponse.lookup_events = _lookup_events


def _lookup_events(self):
    account, region = self.current_account, self.region
    _throttle(account, region)
    attributes = self._get_param("LookupAttributes") or []
    start, end = self._get_param("StartTime"), self._get_param("EndTime")
    longest = self._get_param("MaxResults") or _longest_page
    _check(attributes, start, end, longest)
    question = [attributes, start, end]
    # An event that comes while somebody pages stands on no page: a token remembers where the pages began.
    newest, skipped = _position(self._get_param("NextToken"), question)
    found = [event for event in cloudtrail_events.records_of(account, region) if _fits(event, attributes, start, end)]
    if newest is not None:
        ids = [event["eventID"] for event in found]
        found = found[ids.index(newest):] if newest in ids else []
    page = found[skipped : skipped + longest]
    answer = {"Events": [_shown(event) for event in page]}
    if skipped + longest < len(found):
        answer["NextToken"] = _token(newest or found[0]["eventID"], skipped + longest, question)
    return json.dumps(answer)


def _throttle(account, region):
    with _lock:
        calls = _calls[account, region]
        now = time.monotonic()
        if len(calls) == _calls_a_second and now - calls[0] < 1:
            raise JsonRESTError("ThrottlingException", "Rate exceeded")
        calls.append(now)


def _check(attributes, start, end, longest):
    if len(attributes) > 1:
        raise JsonRESTError("InvalidLookupAttributesException", "Only one lookup attribute can be specified.")
    for attribute in attributes:
        if attribute["AttributeKey"] not in _values:
            raise JsonRESTError("InvalidLookupAttributesException", f"{attribute['AttributeKey']} is not valid.")
    if start is not None and end is not None and start > end:
        raise JsonRESTError("InvalidTimeRangeException", "The start time is after the end time.")
    if not 1 <= longest <= _longest_page:
        raise JsonRESTError("InvalidMaxResultsException", "MaxResults must be between 1 and 50.")


def _fits(event, attributes, start, end):
    when = _seconds(event)
    within = (start is None or when >= int(start)) and (end is None or when <= end)
    return within and all(one["AttributeValue"] in _values[one["AttributeKey"]](event) for one in attributes)


def _resources(event):
    given = event.get("requestParameters") or {}
    named = [given.get("secretId") or given.get("name"), (event.get("additionalEventData") or {}).get("SecretId")]
    named += given.get("secretIdList") or []
    secrets = [name for name in named if name and event["eventSource"].startswith("secretsmanager")]
    roles = [name for name in (given.get("roleArn"), given.get("roleName")) if name]
    return [{"ResourceType": "AWS::SecretsManager::Secret", "ResourceName": name} for name in secrets] + [
        {"ResourceType": "AWS::IAM::Role", "ResourceName": name} for name in roles
    ]


def _user_name(event):
    who = event["userIdentity"]
    return who.get("userName") or who.get("arn", "").split("/")[-1]


_values = {
    "EventId": lambda event: [event["eventID"]],
    "EventName": lambda event: [event["eventName"]],
    "ReadOnly": lambda event: [str(event["readOnly"]).lower()],
    "Username": lambda event: [_user_name(event)],
    "ResourceType": lambda event: [resource["ResourceType"] for resource in _resources(event)],
    "ResourceName": lambda event: [resource["ResourceName"] for resource in _resources(event)],
    "EventSource": lambda event: [event["eventSource"]],
    "AccessKeyId": lambda event: [event["userIdentity"].get("accessKeyId")],
}


def _shown(event):
    return {
        "EventId": event["eventID"],
        "EventName": event["eventName"],
        "ReadOnly": str(event["readOnly"]).lower(),
        "AccessKeyId": event["userIdentity"].get("accessKeyId"),
        "EventTime": _seconds(event),
        "EventSource": event["eventSource"],
        "Username": _user_name(event),
        "Resources": _resources(event),
        "CloudTrailEvent": json.dumps(event),
    }


def _seconds(event):
    return calendar.timegm(time.strptime(event["eventTime"], "%Y-%m-%dT%H:%M:%SZ"))


def _token(newest, skipped, question):
    return base64.urlsafe_b64encode(json.dumps([newest, skipped, question]).encode()).decode()


def _position(token, question):
    if token is None:
        return None, 0
    try:
        newest, skipped, asked = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        asked = None
    if asked != question:
        raise JsonRESTError("InvalidNextTokenException", "The token is not valid, or belongs to other parameters.")
    return newest, skipped
