"""The server: moto's, and before it the lab's own requests, faults on demand and a check of who asks."""

import sys
import time
import traceback

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app

import access_keys
import cloudtrail_events
import control
import faults
from answers import error
from request import AwsRequest


class RequestHandler(MotoRequestHandler):
    """Keeps the server's own line per request out of the log: it would name paths, and paths hold names of secrets."""

    def log_request(self, code="-", size="-"):
        pass


def create_application():
    """The WSGI application."""
    moto = DomainDispatcherApplication(create_backend_app)

    def application(environ, start_response):
        if environ["PATH_INFO"].startswith("/lab"):
            return control.answer(environ, start_response)
        if environ["PATH_INFO"].startswith("/moto-api"):
            return moto(environ, start_response)
        request = AwsRequest(environ)
        cloudtrail_events.begin(request)
        logged, statuses = _logging(request, start_response)
        fault = faults.due(request)
        if fault is not None:
            return error(request, logged, fault.status, fault.code, "The lab was asked for this fault.")
        refusal = access_keys.refusal(request)
        if refusal is not None:
            return error(request, logged, 403, *refusal)
        try:
            # Whole, because what an answer says may stand in the trail.
            answer = list(moto(environ, logged))
            cloudtrail_events.record_form_call(request, statuses[-1], answer)
            return answer
        except NotImplementedError:
            message = f"The lab's AWS emulator does not know {request.service}:{request.action}."
            return error(request, logged, 400, "UnknownOperationException", message)
        except Exception:
            # The trace holds lines of code and messages; it is for whoever reads the log.
            traceback.print_exc()
            return error(request, logged, 500, "InternalFailure", "The lab's AWS emulator failed; its log says where.")

    return application


def _logging(request, start_response):
    """Writes one line per answer: when, status, service, action, region. Bodies are never written: they hold values.

    Gives back the function to answer with, and the statuses that were answered.
    """
    statuses = []

    def logged(status, headers, *rest):
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        what = f"{request.service or '-'} {request.action or '-'} {request.region or '-'}"
        print(f"{when} {status[:3]} {what}", file=sys.stderr, flush=True)
        statuses.append(int(status[:3]))
        return start_response(status, headers, *rest)

    return logged, statuses
