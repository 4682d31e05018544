"""Answers in the two shapes that AWS's protocols have."""

import json
from xml.sax.saxutils import escape

_phrases = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


def send(start_response, status, content_type, body):
    """Sends a whole answer."""
    data = body.encode()
    headers = [("Content-Type", content_type), ("Content-Length", str(len(data)))]
    start_response(f"{status} {_phrases.get(status, 'Error')}", headers)
    return [data]


def send_json(start_response, status, value):
    """Sends a value as JSON."""
    return send(start_response, status, "application/json", json.dumps(value))


def error(request, start_response, status, code, message):
    """Refuses a request as AWS would: in JSON or XML, as the service speaks."""
    if request.answers_json:
        body = json.dumps({"__type": code, "message": message})
        return send(start_response, status, "application/x-amz-json-1.1", body)
    sender = "Sender" if status < 500 else "Receiver"
    details = f"<Type>{sender}</Type><Code>{code}</Code><Message>{escape(message)}</Message>"
    body = f"<ErrorResponse><Error>{details}</Error><RequestId>lab</RequestId></ErrorResponse>"
    return send(start_response, status, "text/xml", body)
