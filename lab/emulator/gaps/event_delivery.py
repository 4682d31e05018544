"""Delivery of events: moto's rules match while they are disabled, a rule with a schedule matches every event, a queue gets messages
that its policy forbids, and topics get none.

In AWS a target's own policy must let EventBridge send for that rule, or the event is lost after its retries; to a topic it does not
say for which rule, so that a condition on the source lets nothing through. A rule sees calls that only read in the state
ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS alone. Here an event arrives at once; in AWS CloudTrail takes its time before (seconds,
now and then minutes). Nothing is retried, nothing comes twice, and nothing comes in another order.

Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html,
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html,
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
"""

import copy
import json
import re
import sys
import time

from moto.events.models import Rule
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from .trust_documents import trusts

_every_call = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
_parts = ("version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail")
# A string of JSON, or a variable that stands outside of one.
_token = re.compile(r'"(?:[^"\\]|\\.)*"|<([A-Za-z0-9_.-]+)>')
_variable = re.compile(r"<([A-Za-z0-9_.-]+)>")


def close():
    """Sends to queues and topics as AWS does; moto goes on with what else a rule may send to."""
    original = Rule.send_to_targets

    def send_to_targets(self, original_event, transform_input=True):
        if not _sees(self, original_event):
            return
        for target in list(self.targets):
            send = _services.get(target["Arn"].split(":")[2])
            if send is not None:
                send(self, target["Arn"], message_of(target, original_event))
                continue
            alone = copy.copy(self)
            alone.targets = [target]
            original(alone, original_event, transform_input)

    Rule.send_to_targets = send_to_targets


def _sees(rule, event):
    if rule.state == "DISABLED" or not rule.event_pattern.get_pattern():
        return False
    only_reads = event["detail"].get("readOnly") is True and event["detail-type"].endswith("via CloudTrail")
    if only_reads and rule.state != _every_call:
        return False
    return rule.event_pattern.matches_event(event)


def _to_queue(rule, arn, message):
    _, _, _, region, account, name = arn.split(":")
    queue = sqs_backends[account][region].queues.get(name)
    source = {"aws:sourcearn": [rule.arn], "aws:sourceaccount": [rule.account_id]}
    if queue is not None and _lets(queue.policy, "sqs:SendMessage", source):
        sqs_backends[account][region].send_message(queue_name=name, message_body=message)
    else:
        _lost(rule, arn)


def _to_topic(rule, arn, message):
    _, _, _, region, account, _ = arn.split(":")
    topic = sns_backends[account][region].topics.get(arn)
    if topic is not None and _lets(topic._policy_json, "sns:Publish"):
        topic.publish(message)
    else:
        _lost(rule, arn)


_services = {"sqs": _to_queue, "sns": _to_topic}


def _lets(policy, action, source=None):
    """Whether a target's policy lets EventBridge send. To a topic it does not say for which rule."""
    if not policy:
        return False
    context = {"aws:securetransport": ["true"], **(source or {})}
    document = policy if isinstance(policy, str) else json.dumps(policy)
    return trusts(document, action, {"Service": ["events.amazonaws.com"]}, context)


def _lost(rule, arn):
    print(f"EventBridge: the rule {rule.name} may not send to {arn}", file=sys.stderr, flush=True)


def message_of(target, event):
    """What a target gets of an event: the event, a part of it, a text of its own, or what its transformer makes."""
    shown = {name: event[name] for name in _parts if name in event}
    if isinstance(shown.get("time"), (int, float)):
        shown["time"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(shown["time"]))
    if target.get("Input"):
        return target["Input"]
    if target.get("InputPath"):
        return json.dumps(_find(shown, target["InputPath"]))
    transformer = target.get("InputTransformer")
    if not transformer:
        return json.dumps(shown)
    values = {name: _find(shown, path) for name, path in (transformer.get("InputPathsMap") or {}).items()}
    return _filled(transformer["InputTemplate"], values)


def _find(event, path):
    found = event
    for name in path.split(".")[1:]:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _filled(template, values):
    """Within a string a value stands as its text, elsewhere as JSON. A path that leads nowhere leaves an empty text."""

    def replaced(found):
        if found[1] is not None:
            return json.dumps(values.get(found[1], ""))
        return _variable.sub(lambda inner: _text(values[inner[1]]) if inner[1] in values else inner[0], found[0])

    return _token.sub(replaced, template)


def _text(value):
    if value is None:
        return ""
    return json.dumps(value if isinstance(value, str) else json.dumps(value))[1:-1]
