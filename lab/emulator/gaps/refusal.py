"""What the gaps have in common: a check before moto does something, and an error of the services that answer in XML."""

from moto.core.exceptions import ServiceException


class Refused(ServiceException):
    """An error of IAM or STS, as its clients read it."""

    def __init__(self, code, message, status=400):
        super().__init__(code, message)
        self.code = code
        self.status_code = status


def before(cls, name, check):
    """Calls `check` with a method's own arguments before the method; what it raises refuses the call."""
    original = getattr(cls, name)

    def method(self, *arguments, **named):
        check(self, *arguments, **named)
        return original(self, *arguments, **named)

    setattr(cls, name, method)
