"""driver: a browser without a window, driven by the WebDriver protocol on the loopback, with nothing but Python's own library.
Raises Missing where the browser is not installed."""

import base64
import ctypes
import json
import os
import shutil
import subprocess
import urllib.request


class Missing(Exception):
    pass


KEYS = {"Right": "\ue014", "Left": "\ue012", "Up": "\ue013", "Down": "\ue015", "Home": "\ue011", "End": "\ue010", "Enter": "\ue007",
        "Escape": "\ue00c", "Tab": "\ue004", "Shift": "\ue008"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


PR_SET_CHILD_SUBREAPER = 36


def wait_for_all():
    """A browser is many processes: none is to be left when the test is over."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


class Browser:
    def __init__(self, width=1400, height=900):
        program, browser = shutil.which("chromedriver"), shutil.which("chromium")
        if not program or not browser:
            raise Missing("chromium and chromedriver are not installed; ./dev setup browser installs them")
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.driver = subprocess.Popen([program, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.base = f"http://127.0.0.1:{self.port()}"
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}"]
        options = {"binary": browser, "args": arguments}
        session = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.base += "/session/" + session["sessionId"]

    def port(self):
        for line in self.driver.stdout:
            if "started successfully on port " in line:
                return int(line.rsplit(" ", 1)[1].strip(" .\n"))
        raise Missing("chromedriver does not start")

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def close(self):
        try:
            self.ask("DELETE", "")
        finally:
            self.driver.terminate()
            wait_for_all()

    def open(self, path):
        self.ask("POST", "/url", {"url": "file://" + path})

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def cdp(self, command, **parameters):
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def element(self, css):
        return self.ask("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def text(self, css):
        return self.ask("GET", f"/element/{self.element(css)}/text")

    def click(self, css):
        self.ask("POST", f"/element/{self.element(css)}/click", {})

    def write(self, css, text):
        self.ask("POST", f"/element/{self.element(css)}/value", {"text": text})

    def actions(self, *sources):
        self.ask("POST", "/actions", {"actions": list(sources)})

    def mouse(self, *steps):
        self.actions({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": list(steps)})

    def click_at(self, x, y):
        self.mouse(move(x, y), {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def drag(self, x, y, by):
        self.mouse(move(x, y), {"type": "pointerDown", "button": 0}, move(x + by // 2, y), move(x + by, y), {"type": "pointerUp", "button": 0})

    def wheel(self, x, y, by):
        self.actions({"type": "wheel", "id": "wheel", "actions": [{"type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": by}]})

    def key(self, name):
        key = KEYS.get(name, name)
        self.actions({"type": "key", "id": "keys", "actions": [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]})

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("GET", "/screenshot")))

    def complaints(self):
        return [entry["message"] for entry in self.ask("POST", "/se/log", {"type": "browser"}) if entry["level"] == "SEVERE"]


def move(x, y):
    return {"type": "pointerMove", "duration": 0, "x": int(x), "y": int(y), "origin": "viewport"}
