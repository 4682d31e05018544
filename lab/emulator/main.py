"""Starts the AWS emulator of the lab: moto's server with its gaps closed.

    python main.py --port 24006 --issuer https://oidc.example/id/A=/path/to/public-key.pem

What it holds is in its memory and is gone when it ends. It listens on 127.0.0.1 alone. Each file of gaps/ closes one gap and
says what AWS does instead. Beside AWS it answers a few requests of its own, below /lab: see control.py.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

# The checkout is not the place for compiled files.
sys.dont_write_bytecode = True

HOST = "127.0.0.1"


def parse_arguments():
    parser = argparse.ArgumentParser(description="The AWS emulator of the lab.")
    parser.add_argument("--port", type=int, required=True, help="the port on 127.0.0.1")
    parser.add_argument(
        "--issuer",
        action="append",
        default=[],
        metavar="URL=FILE",
        help="an OIDC issuer and the PEM file with the public key of its tokens; may be given many times",
    )
    parser.add_argument(
        "--databases", metavar="FOLDER", help="where users of database servers are kept; without it they are not"
    )
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    address = f"http://{HOST}:{arguments.port}"
    os.environ["MOTO_PORT"] = str(arguments.port)

    # moto reads its settings while it is loaded.
    from werkzeug.serving import run_simple

    import databases
    import issuers
    import remembered_values
    from application import RequestHandler, create_application
    from gaps import close_gaps

    for pair in arguments.issuer:
        # The last one, because an issuer's address may hold the sign itself.
        url, _, file = pair.rpartition("=")
        issuers.register(url, Path(file).read_text())
    databases.keep_in(arguments.databases)
    close_gaps(address)
    remembered_values.begin()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    run_simple(HOST, arguments.port, create_application(), threaded=True, request_handler=RequestHandler)


if __name__ == "__main__":
    main()
