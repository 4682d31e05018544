"""Rotation: moto forgets the schedule, checks AWSPENDING the wrong way round, and promotes whatever the function did.

In AWS RotateSecret answers at once and the function runs afterwards: createSecret, setSecret, testSecret, finishSecret, each
with a version that carries AWSPENDING. When a step fails, all of them are tried again a few times; then AWSPENDING is left, and the
next RotateSecret takes that version up again. With rotateImmediately off, testSecret alone runs on a copy of the value, which is removed again.
A secret that an AWS service manages has no function: its password is replaced, by the service. No rotation starts by time here.

Sources: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html,
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
"""

import json
import re
import secrets
import sys
import threading
import time
import uuid

from moto.awslambda.models import lambda_backends
from moto.secretsmanager.exceptions import (
    InvalidParameterException,
    InvalidRequestException,
    ResourceNotFoundException,
    SecretNotFoundException,
    SecretsManagerClientError,
)
from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

from .secret_events import tell_of_rotation

PENDING = "AWSPENDING"
# Service to what it does with a new value of a secret that it owns, before that becomes current: it gets the secret and the value.
owners = {}
STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"]
_day = 86_400
_rate = re.compile(r"rate\((\d+) (hours?|days?)\)")
_password_length = 32
# AWS says no number: "multiple times".
_attempts = 3
_seconds_between = 1


class _AccessDenied(SecretsManagerClientError):
    def __init__(self, message):
        super().__init__("AccessDeniedException", message)


def close():
    """Rotates as AWS does, and keeps the rules as they were given."""
    SecretsManagerBackend.rotate_secret = _rotate_secret
    original = FakeSecret.to_dict

    def to_dict(self):
        described = original(self)
        if self.rotation_requested:
            described["RotationRules"] = getattr(self, "rotation_rules", {})
            if not self.rotation_lambda_arn:
                described.pop("RotationLambdaARN", None)
        return described

    FakeSecret.to_dict = to_dict


def _rotate_secret(
    self, secret_id, client_request_token=None, rotation_lambda_arn=None, rotation_rules=None, rotate_immediately=True
):
    if not self._is_valid_identifier(secret_id):
        raise SecretNotFoundException()
    secret = self.secrets[secret_id]
    _check_rules(rotation_rules or {})
    if secret.default_version_id is None:
        message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"
        raise ResourceNotFoundException(message)
    function = rotation_lambda_arn or secret.rotation_lambda_arn
    if not function and not secret.owning_service:
        raise InvalidRequestException(
            "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured "
            "and you didn't include such an ARN as a parameter in this call."
        )
    if function:
        _check_function(self, function)
    _keep_rules(secret, function, rotation_rules)

    pending = _pending_version(secret)
    if pending is not None and pending != secret.default_version_id:
        _start(self, secret, function, pending, STEPS)
        raise InvalidRequestException("A previous rotation isn't complete. That rotation will be reattempted.")
    if rotate_immediately:
        version = _add_pending(secret, client_request_token, {})
        _start(self, secret, function, version, STEPS)
        return secret.to_short_dict(version_id=version)
    if function:
        current = secret.versions[secret.default_version_id]
        value = {name: current[name] for name in ("secret_string", "secret_binary") if name in current}
        _start(self, secret, function, _add_pending(secret, client_request_token, value), ["testSecret"])
    return secret.to_short_dict()


def _check_rules(rules):
    days = rules.get("AutomaticallyAfterDays")
    if days is not None and not 1 <= days <= 1000:
        raise InvalidParameterException("RotationRules.AutomaticallyAfterDays must be within 1-1000.")
    if days is not None and rules.get("ScheduleExpression"):
        raise InvalidParameterException("You can't specify both AutomaticallyAfterDays and ScheduleExpression.")
    expression = rules.get("ScheduleExpression")
    if expression is not None and not re.fullmatch(r"(rate|cron)\(.+\)", expression):
        raise InvalidParameterException("Schedule expression is not valid.")


def _check_function(backend, arn):
    try:
        function = lambda_backends[backend.account_id][backend.region_name].get_function(arn)
    except Exception:
        raise ResourceNotFoundException(f"Lambda can't find the function {arn}.") from None
    allowed = [statement for statement in function.policy.statements if _lets_secrets_manager(statement)]
    if not allowed:
        raise _AccessDenied(
            "Secrets Manager cannot invoke the specified Lambda function. "
            "Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com."
        )


def _lets_secrets_manager(statement):
    principal = statement.get("Principal")
    service = principal.get("Service") if isinstance(principal, dict) else principal
    return statement.get("Effect") == "Allow" and service in ("secretsmanager.amazonaws.com", "*")


def _keep_rules(secret, function, rules):
    secret.rotation_requested = True
    secret.rotation_enabled = True
    secret.rotation_lambda_arn = function or ""
    if rules:
        secret.rotation_rules = dict(rules)
    kept = getattr(secret, "rotation_rules", {})
    secret.auto_rotate_after_days = kept.get("AutomaticallyAfterDays", 0)
    secret.next_rotation_date = _next(kept)


def _next(rules):
    """When the next rotation is due; nothing for cron expressions, which the emulator does not read."""
    if rules.get("AutomaticallyAfterDays"):
        return int(time.time()) + rules["AutomaticallyAfterDays"] * _day
    rate = _rate.fullmatch(rules.get("ScheduleExpression", ""))
    if rate is None:
        return None
    return int(time.time()) + int(rate[1]) * (_day if rate[2].startswith("day") else 3600)


def _pending_version(secret):
    return next((id for id, version in secret.versions.items() if PENDING in version["version_stages"]), None)


def _add_pending(secret, token, value):
    """A version that carries AWSPENDING. The function finds it by its token, and createSecret gives it a value."""
    version_id = token or str(uuid.uuid4())
    secret.remove_version_stages_from_old_versions([PENDING])
    version = {"createdate": int(time.time()), "version_id": version_id, "version_stages": [PENDING], **value}
    secret.versions[version_id] = version
    return version_id


def _start(backend, secret, function, version, steps):
    """Rotates beside the answer, one after the other."""
    before = getattr(secret, "rotation", None)

    def work():
        if before is not None:
            before.join()
        # The one before may have finished this version, or a test may have removed it.
        if (
            PENDING not in secret.versions.get(version, {}).get("version_stages", [])
            or version == secret.default_version_id
        ):
            return
        tests_only = steps == ["testSecret"]
        tell = (lambda *event: None) if tests_only else _teller(backend, secret)
        tell("RotationStarted")
        failed = (_run_function if function else _replace_password)(backend, secret, function, version, steps)
        if failed is None:
            tell("RotationSucceeded")
        else:
            tell("RotationFailed", f"Error when executing lambda {function} during {failed} step")

    secret.rotation = threading.Thread(target=work, daemon=True)
    secret.rotation.start()


def _teller(backend, secret):
    return lambda event, error=None: tell_of_rotation(backend.account_id, backend.region_name, event, secret, error)


def _run_function(backend, secret, function, version, steps):
    """The step that failed in the last attempt, or None."""
    for attempt in range(_attempts):
        if attempt > 0:
            time.sleep(_seconds_between)
        failed = _attempt(backend, secret, function, version, steps)
        if failed is None:
            secret.last_rotation_date = int(time.time())
            break
    if steps == ["testSecret"]:
        # The copy was made for the test.
        secret.versions.pop(version, None)
    return failed


def _attempt(backend, secret, function, version, steps):
    """The step that failed, or None."""
    functions = lambda_backends[backend.account_id][backend.region_name]
    for step in steps:
        event = {"Step": step, "SecretId": secret.arn, "ClientRequestToken": version}
        answer = {}
        result = functions.invoke(function, None, json.dumps(event), {}, answer)
        if any(name.lower() == "x-amz-function-error" for name in answer):
            print(f"Rotation of {secret.name}: {step} failed: {result}", file=sys.stderr, flush=True)
            return step
    return None


def _replace_password(backend, secret, _function, version, _steps):
    value = json.loads(secret.versions[secret.default_version_id]["secret_string"])
    value["password"] = secrets.token_urlsafe(_password_length)
    owners.get(secret.owning_service, lambda *_: None)(secret, value)
    current = {
        **secret.versions[version],
        "secret_string": json.dumps(value),
        "version_stages": ["AWSCURRENT", PENDING],
    }
    secret.reset_default_version(current, version)
    secret.last_rotation_date = int(time.time())
