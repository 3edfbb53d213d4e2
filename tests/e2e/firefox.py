"""Firefox as a second browser, driven over WebDriver BiDi: Debian's build needs no driver for that.

Playwright drives only a Firefox of its own. This is the small part of the protocol that a smoke
test needs: open, evaluate, press, point, and what the page complained about.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

ADVICE = "Firefox is not here: sudo apt-get install firefox-esr, or FIREFOX=/path/to/firefox"
START_SECONDS = 30
KEYS = {"ArrowDown": "\ue015", "ArrowUp": "\ue013", "Home": "\ue011", "End": "\ue010"}


def find() -> str | None:
    """Return the path of a Firefox: the variable FIREFOX, else the first known name."""
    told = os.environ.get("FIREFOX")
    return shutil.which(told) if told else shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """One tab. Every refusal of the browser raises RuntimeError with its words."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.number, self.problems = socket, 0, list[str]()
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])
        self.tab = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command and return its result; errors of the page are noted on the way."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=START_SECONDS))
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.problems.append(str(message["params"]["text"]))
            if message.get("id") == self.number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return dict(message["result"])

    def open(self, url: str, width: int = 1440, height: int = 900) -> None:
        size = {"width": width, "height": height}
        self.send("browsingContext.setViewport", context=self.tab, viewport=size)
        self.send("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """Return what an expression (or its promise) gives, by way of JSON."""
        code = f"(async () => JSON.stringify(await ({expression})) ?? 'null')()"
        found = self.send(
            "script.evaluate", expression=code, target={"context": self.tab}, awaitPromise=True
        )
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"]["value"])

    def until(self, condition: str, seconds: float = 20) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({condition})"):
            if time.monotonic() > end:
                raise TimeoutError(f"never true in {seconds:.0f} s: {condition}")
            time.sleep(0.05)

    def press(self, key: str) -> None:
        value = KEYS.get(key, key)
        self._act(
            "key", [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}], {}
        )

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the left button at one point of the page and let it go at another."""

        def move(point: tuple[float, float], duration: int) -> dict[str, Any]:
            at = {"x": round(point[0]), "y": round(point[1])}
            return {"type": "pointerMove", "duration": duration, **at}

        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        steps = [move(start, 0), down, move(end, 100), up]
        self._act("pointer", steps, {"parameters": {"pointerType": "mouse"}})

    def _act(self, kind: str, actions: list[dict[str, Any]], more: dict[str, Any]) -> None:
        source = {"type": kind, "id": kind, "actions": actions, **more}
        self.send("input.performActions", context=self.tab, actions=[source])


@contextmanager
def started(path: str) -> Iterator[Firefox]:
    """A headless Firefox with a profile of its own, ended and forgotten afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [path, "--headless", "--no-remote", "--profile", profile]
        process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0", "about:blank"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        watch = threading.Timer(START_SECONDS, process.kill)
        watch.start()
        try:
            address = _address(process)
            watch.cancel()
            with connect(f"{address}/session", max_size=None, proxy=None) as socket:
                yield Firefox(socket)
        finally:
            watch.cancel()
            process.terminate()
            process.communicate(timeout=START_SECONDS)


def _address(process: "subprocess.Popen[str]") -> str:
    """Return where Firefox says that it listens. Raises RuntimeError when it never does."""
    said = ""
    for line in process.stderr or []:
        said += line
        if found := re.search(r"BiDi listening on (ws://\S+)", line):
            return found[1]
    raise RuntimeError(f"Firefox did not start: {said[-400:]}")
