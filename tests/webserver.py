"""A server on this computer that can do everything a server should not."""

import threading
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """What `paths` answers: path -> function of the handler, which writes the answer itself."""

    def __init__(self) -> None:
        self.paths: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.address = ""

    def url(self, path: str) -> str:
        return self.address + path

    def ranges(self) -> list[str | None]:
        """Return the Range header of each request."""
        return [headers.get("Range") for _, headers in self.asked]


@contextmanager
def running():
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            server.asked.append((self.path, dict(self.headers)))
            self.close_connection = True
            answer_of = server.paths.get(self.path)
            if answer_of is None:
                answer(self, b"<!DOCTYPE html><p>Not here", status=404, kind="text/html")
            else:
                answer_of(self)

        def log_message(self, *_):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server.address = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def answer(handler, body, *, status=200, kind="application/octet-stream", length=None, **headers):
    """Send a body; `length` is what is said of it (None: the truth, False: nothing)."""
    handler.send_response(status)
    if kind:
        handler.send_header("Content-Type", kind)
    if length is not False:
        handler.send_header("Content-Length", str(len(body) if length is None else length))
    # A client that is not told may ask on a connection that is about to close.
    handler.send_header("Connection", "close")
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def ranged(body, *, tag='"one"', cut=None):
    """Answer with the part asked for, under If-Range; `cut` is how much comes before a break."""

    def answer_of(handler):
        span, condition = handler.headers.get("Range"), handler.headers.get("If-Range")
        start = int(span[6:].rstrip("-")) if span and condition == tag else 0
        rest = body[start:]
        sent = rest if cut is None else rest[:cut]
        headers = {"ETag": tag}
        if start:
            headers["Content_Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        status = 206 if start else 200
        answer(handler, sent, status=status, length=len(rest), **headers)

    return answer_of


def in_turn(*answers):
    """Give one answer after the other, and the last one for ever."""
    left = list(answers)

    def answer_of(handler):
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer_of
