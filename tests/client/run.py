#!/usr/bin/env python3
"""Generates a client from the console's OpenAPI document and calls every operation with it.

    tests/client/run.py BINARY [--record FILE]

Starts BINARY with synthetic data and a deployment of its own. Each answer must be as documented:
its status is listed, and its body is what the schema says. --record writes the request and the
answer of each operation, shortened, as the examples of the document.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

READY_SECONDS = 60
STOP_SECONDS = 20
KEY, SECRET = "APIgeneratedclient", "secretsecretsecretsecretsecretsecret"
PACKAGE = "console_client"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(binary, folder):
    """The process of a console and its URL, once it is ready."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "MOCK_MODE": "true",
        "MOCK_PAST": "off",
        "LIVEKIT_URL": "ws://127.0.0.1:9",
        "LIVEKIT_API_KEY": KEY,
        "LIVEKIT_API_SECRET": SECRET,
        "LIVEKIT_POLL_INTERVAL": "off",
        "DATA_DIR": str(folder / "data"),
    }
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        [binary, "--port", str(port)], cwd=folder, env=environment, stdout=log, stderr=log
    )
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):
                return process, url
        except OSError:
            time.sleep(0.1)
    process.kill()
    sys.exit(f"the console did not become ready:\n{(folder / 'log').read_text()}")


def generate(url, folder):
    """Writes the client; a part that the generator leaves out is a failure."""
    document = folder / "openapi.json"
    urllib.request.urlretrieve(f"{url}/openapi.json", document)
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    generator += ["--path", document, "--output-path", folder / PACKAGE, "--fail-on-warning"]
    generator += ["--config", Path(__file__).parent / "generator.yaml"]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(generator, check=True, env={**os.environ, "PATH": path})
    return document


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=Path)
    parser.add_argument("--record", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        process, url = start(arguments.binary.resolve(), folder)
        try:
            document = generate(url, folder)
            sys.path[:0] = [str(folder), str(Path(__file__).parent)]
            from calls import call_all

            call_all(url, document, (KEY, SECRET), arguments.record)
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


if __name__ == "__main__":
    main()
