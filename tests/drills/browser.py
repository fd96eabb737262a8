"""As much of a browser as the drills need: cookies, forms, uploads, as if over TLS."""

import http.client
import json
import re
import uuid
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HOST = "learn.example.org"
PASSWORD = "a-long-enough-pass-phrase"


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    def json(self) -> dict:
        """The body as an object; empty when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


class Browser:
    """One person's browser; it raises OSError when the connection breaks, as a network does."""

    def __init__(self, port: int, timeout: float = 30) -> None:
        self.port, self.timeout = port, timeout
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Reply:
        """Ask for a page."""
        return self._send("GET", path, None, headers)

    def post(self, path: str, fields: dict, **headers: str) -> Reply:
        """Send a form with the token that the last page gave."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self._token()}, doseq=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._send("POST", path, body.encode(), headers)

    def upload(self, path: str, fields: dict, name: str, file: bytes, **headers: str) -> Reply:
        """Send a form with one file, `name`, of a picture."""
        limit = uuid.uuid4().hex
        parts = [
            f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode()
            for key, value in {**fields, "csrfmiddlewaretoken": self._token()}.items()
        ]
        head = f'Content-Disposition: form-data; name="{name}"; filename="picture.png"\r\n'
        parts.append(f"{head}Content-Type: image/png\r\n\r\n".encode() + file)
        body = b"".join(f"--{limit}\r\n".encode() + part + b"\r\n" for part in parts)
        body += f"--{limit}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={limit}", **headers}
        return self._send("POST", path, body, headers)

    def sign_in(self, address: str, password: str) -> Reply:
        """Sign in through the page."""
        self.get("/accounts/login/")
        return self.post("/accounts/login/", {"login": address, "password": password})

    def _token(self) -> str:
        return self.cookies.get("csrftoken", "")

    def _send(self, method: str, path: str, body: bytes | None, more: dict[str, str]) -> Reply:
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except http.client.HTTPException as error:
            raise ConnectionError(f"no whole answer: {error!r}") from error
        finally:
            connection.close()
        self._keep(answer)
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content)

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for value in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(value).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def heading(page: str) -> str:
    """The words of a page's first heading."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else ""
