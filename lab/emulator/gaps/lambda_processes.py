"""Lambda: moto runs a function in Docker. Here it runs as a process of this machine, Python or Node.

As in AWS, a function gets its event, its own environment variables, the keys of its role, and its runtime's SDK: boto3, or
@aws-sdk of the project. The event goes in through standard input and nothing through arguments, where any user could read it.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from moto.awslambda.models import LambdaFunction
from moto.sts.models import sts_backends

_here = Path(__file__).resolve().parent.parent
_modules = _here.parent.parent / "node_modules"
_default_timeout = 30


def close(address):
    """Runs functions as processes that find AWS at `address`."""

    def invoke(self, event=None):
        self.logs_backend.ensure_log_group(self.logs_group_name)
        # moto hands over the event as it was read, and an empty one as text.
        result, log = _run(self, event if isinstance(event, str) else json.dumps(event), address)
        self.save_logs(log)
        if result is None:
            problem = {"errorType": "Runtime.ExitError", "errorMessage": "The function ended without a result."}
            return json.dumps(problem), True, log
        failed = "error" in result
        return json.dumps(result["error"] if failed else result.get("value")), failed, log

    LambdaFunction._invoke_lambda = invoke


def _run(function, event, address):
    """The function's result, nothing where it ended without one, and what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(folder)
        result = Path(folder, ".result.json")
        environment = {**_environment(function, address), "LAB_RESULT": str(result)}
        options = {"cwd": folder, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        timeout = int(function.timeout or _default_timeout)
        try:
            done = subprocess.run(_command(function), input=event.encode(), timeout=timeout, check=False, **options)
        except subprocess.TimeoutExpired:
            return {"error": {"errorMessage": f"Task timed out after {timeout}.00 seconds"}}, ""
        log = done.stdout.decode(errors="replace")
        return (json.loads(result.read_text()) if result.exists() else None), log


def _command(function):
    if (function.run_time or "").startswith("node"):
        return ["node", str(_here / "runtimes" / "node.js")]
    return [sys.executable, str(_here / "runtimes" / "python.py")]


def _environment(function, address):
    """What Lambda sets, and of this process's own nothing but where programs are."""
    session = _session(function)
    return {
        "PATH": os.environ.get("PATH", ""),
        "NODE_PATH": str(_modules),
        "PYTHONDONTWRITEBYTECODE": "1",
        **{name: str(value) for name, value in (function.environment_vars or {}).items()},
        "_HANDLER": function.handler,
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_ENDPOINT_URL": address,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": session.access_key_id,
        "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.session_token,
    }


def _session(function):
    """Keys of the function's role: what it asks is asked in its own account."""
    session = sts_backends[function.account_id]["aws"].assume_role(
        region_name=function.region,
        role_session_name=function.function_name,
        role_arn=function.role,
        policy=None,
        duration=3600,
        external_id=None,
    )
    # Lambda writes the function into its keys, and CloudTrail shows it.
    session.function_arn = function.function_arn
    return session
