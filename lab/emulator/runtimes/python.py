"""Runs one event through a Python handler, as Lambda's runtime does. See gaps/lambda_processes.py."""

import importlib
import json
import os
import sys
from types import SimpleNamespace


def main():
    # By default Python would look beside this file, not where the function is.
    sys.path[0] = os.getcwd()
    result = os.environ.pop("LAB_RESULT")
    event = json.load(sys.stdin)
    context = SimpleNamespace(function_name=os.environ["AWS_LAMBDA_FUNCTION_NAME"], aws_request_id="lab")
    try:
        module, _, name = os.environ["_HANDLER"].rpartition(".")
        handler = getattr(importlib.import_module(module.replace("/", ".")), name)
        answer = {"value": handler(event, context)}
    except BaseException as problem:
        answer = {"error": {"errorType": type(problem).__name__, "errorMessage": str(problem)}}
    with open(result, "w") as file:
        json.dump(answer, file, default=str)


main()
