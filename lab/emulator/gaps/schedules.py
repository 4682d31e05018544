"""Schedules: moto takes any expression and name, answers an unknown group with 500, and keeps the first ActionAfterCompletion.

AWS refuses an expression that it cannot read, a target without a role, and, with a recurring expression, a StartDate that is
more than five minutes past, at an update too. So a schedule that has to begin on a day that may lie in the past says that in
its expression.

Sources: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html,
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import datetime
import json
import re

from moto.core.utils import utcfromtimestamp, utcnow
from moto.scheduler.exceptions import ScheduleGroupNotFound, ValidationException
from moto.scheduler.models import EventBridgeSchedulerBackend, Schedule
from moto.scheduler.responses import EventBridgeSchedulerResponse

from .refusal import before

_name = re.compile(r"[0-9a-zA-Z-_.]{1,64}")
_at = re.compile(r"at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)")
_rate = re.compile(r"rate\(([1-9]\d*) (minute|minutes|hour|hours|day|days)\)")
_cron = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
# Lowest and highest number of each field: minutes, hours, day of month, month, day of week, year.
_ranges = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))
_words = re.compile(r"JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT")
_longest_input = 256 * 1024
_patience = datetime.timedelta(minutes=5)


def close():
    """Checks schedules before they are kept."""
    before(EventBridgeSchedulerBackend, "create_schedule", _check)
    before(EventBridgeSchedulerBackend, "update_schedule", _check)
    before(EventBridgeSchedulerBackend, "delete_schedule_group", _check_group)
    update = EventBridgeSchedulerResponse.update_schedule

    def update_schedule(self):
        answer = update(self)
        name = self.uri.split("?")[0].split("/")[-1]
        schedule = self.scheduler_backend.get_schedule(self._get_param("GroupName"), name)
        schedule.action_after_completion = self._get_param("ActionAfterCompletion")
        return answer

    EventBridgeSchedulerResponse.update_schedule = update_schedule
    # moto knows recurring expressions by their asterisk, which a rate has not.
    Schedule._validate_start_date = lambda self, start_date: start_date


def _check(self, *, name, group_name, schedule_expression, start_date, target, **_named):
    self.get_schedule_group(group_name)
    if _name.fullmatch(name) is None:
        raise ValidationException(f"Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy "
                                  f"regular expression pattern: ^{_name.pattern}$")
    if not _readable(schedule_expression):
        raise ValidationException(f"Invalid Schedule Expression {schedule_expression}.")
    if not target.get("RoleArn"):
        raise ValidationException("1 validation error detected: Value null at 'target.roleArn' failed to satisfy "
                                  "constraint: Member must not be null")
    _check_start(schedule_expression, start_date)
    _check_input(target)


def _check_start(schedule_expression, start_date):
    if start_date is None or schedule_expression.startswith("at("):
        return
    if utcnow() - utcfromtimestamp(start_date) > _patience:
        raise ValidationException("The StartDate you specify cannot be earlier than 5 minutes ago.")


def _check_input(target):
    text = target.get("Input", "")
    if len(text.encode()) > _longest_input:
        raise ValidationException(f"Input for target must be less than {_longest_input} bytes.")
    if target["Arn"].split(":")[4:5] == [""] and ":aws-sdk:" in target["Arn"]:
        # A universal target's input is the request of the API that it calls.
        try:
            json.loads(text)
        except ValueError:
            raise ValidationException("Invalid request provided: The Input for a universal target must be JSON.")


def _check_group(self, name):
    if name not in self.schedule_groups:
        raise ScheduleGroupNotFound(name)


def _readable(expression):
    if _at.fullmatch(expression) or _rate.fullmatch(expression):
        return True
    fields = _cron.fullmatch(expression)
    if fields is None:
        return False
    day, weekday = fields.group(3), fields.group(5)
    # Exactly one of the two days says nothing.
    one_is_open = (day == "?") != (weekday == "?")
    return one_is_open and all(_fits(field, *limits) for field, limits in zip(fields.groups(), _ranges))


def _fits(field, lowest, highest):
    return all(_part_fits(part, lowest, highest) for part in field.split(","))


def _part_fits(part, lowest, highest):
    if part in ("*", "?", "L", "LW") or _words.search(part):
        return True
    numbers = re.fullmatch(r"(\d+|\*)(?:-(\d+))?(?:/(\d+))?(?:[LW]|#\d)?", part)
    if numbers is None:
        return False
    first, last = numbers.group(1), numbers.group(2)
    ends = [int(number) for number in (first, last) if number not in (None, "*")]
    return all(lowest <= number <= highest for number in ends) and ends == sorted(ends)
