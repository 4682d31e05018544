"""What a request asks of AWS, read without taking anything away from it."""

import io
import re
from urllib.parse import parse_qs

_scope = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")


class AwsRequest:
    """The access key (none where the request is not signed), service, action, form fields, address and user agent of a WSGI request."""

    def __init__(self, environ):
        signed = _scope.search(environ.get("HTTP_AUTHORIZATION", ""))
        self.access_key, self.region, self.service = signed.groups() if signed else (None, "", "")
        self.address = environ.get("REMOTE_ADDR", "")
        self.agent = environ.get("HTTP_USER_AGENT", "")
        self.form = _form(environ)
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        self.action = self.form.get("Action") or target.rpartition(".")[2]
        if not self.service and "AssumeRole" in self.action:
            self.service = "sts"
        self.answers_json = bool(target) or "json" in environ.get("CONTENT_TYPE", "")


def _form(environ):
    """The fields of a form, as IAM and STS are asked. The body is put back, for moto reads it again."""
    if not environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return {}
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}
