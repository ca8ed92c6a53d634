"""What takes messages on loopback, as a webhook and as a mail server do, and keeps them."""

from __future__ import annotations

import json
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage


@dataclass(kw_only=True)
class Webhook:
    """A JSON webhook; `statuses` are what it answers next, in order, then 200."""

    host: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@dataclass(kw_only=True)
class MailServer:
    """An SMTP server that takes any login and any mail; `answers` are what it says instead, by command or `kept`."""

    host: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    answers: dict[bytes, str] = field(default_factory=dict)


@contextmanager
def webhook() -> Iterator[Webhook]:
    """A running webhook on a port of its own choice."""
    hook = Webhook()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = hook.statuses.pop(0) if hook.statuses else 200
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if status == 200:
                hook.posted.append(body)
                hook.headers.append(dict(self.headers))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *said: object) -> None:
            """Nothing."""

    with _running(ThreadingHTTPServer(("127.0.0.1", 0), Door)) as hook.host:
        yield hook


class _Session(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as smtplib speaks."""

    _ANSWERS: ClassVar = {b"EHLO": "250-loopback\r\n250 AUTH PLAIN", b"AUTH": "235 welcome", b"DATA": "354 go on"}

    def handle(self) -> None:
        self._say("220 loopback")
        while (line := self.rfile.readline()) and not line.upper().startswith(b"QUIT"):
            verb = line.split()[0].upper()
            answer = self._mails.answers.get(verb) or self._ANSWERS.get(verb, "250 fine")
            self._say(answer)
            if answer == self._ANSWERS[b"DATA"]:
                self._keep(b"".join(iter(self.rfile.readline, b".\r\n")))
        self._say("221 bye")

    @property
    def _mails(self) -> _Mails:
        assert isinstance(self.server, _Mails)
        return self.server

    def _keep(self, mail: bytes) -> None:
        answer = self._mails.answers.get(b"kept", "250 kept")
        if answer.startswith("250"):
            self._mails.kept.append(message_from_bytes(mail, policy=policy.default))
        self._say(answer)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Mails(socketserver.ThreadingTCPServer):
    kept: list[EmailMessage]
    answers: dict[bytes, str]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A running mail server on a port of its own choice."""
    server, mails = MailServer(), _Mails(("127.0.0.1", 0), _Session)
    mails.kept, mails.answers = server.mails, server.answers
    with _running(mails) as server.host:
        yield server


@contextmanager
def _running(server: socketserver.TCPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
