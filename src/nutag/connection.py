"""The connection of downloads: tries again, waits as it is asked to, and stays with http(s)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.util.retry import Retry

LONGEST_PAUSE_S = 60
#: Answers after which it is worth to ask again.
BUSY = (429, 500, 502, 503, 504)


class _Session(requests.Session):
    """A session that follows redirects to http and https only, and never back to http."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target = super().get_redirect_target(resp)
        if target is None:
            return None
        before = urlsplit(resp.url or "").scheme
        after = urlsplit(urljoin(resp.url or "", target)).scheme
        if after not in ("http", "https") or (before, after) == ("https", "http"):
            raise requests.exceptions.InvalidURL(f"a redirect from {resp.url} to {target}")
        return target


class _Retry(Retry):
    """Retries that wait as long as the server asks, but a minute at most."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        asked = super().get_retry_after(response)
        return None if asked is None else min(asked, LONGEST_PAUSE_S)


def http_session(tries: int, pause_s: float, redirects: int) -> requests.Session:
    """Return a session whose requests are tried again.

    Parameters
    ----------
    tries : int
        Attempts of one request.
    pause_s : float
        Seconds before the second try; doubled before each further one, up to a minute.
    redirects : int
        Most redirects of one request.
    """
    retry = _Retry(
        total=tries - 1,
        redirect=False,
        status_forcelist=BUSY,
        allowed_methods=("GET",),
        backoff_factor=pause_s,
        backoff_max=LONGEST_PAUSE_S,
        raise_on_status=False,
    )
    session = _Session()
    session.max_redirects = redirects
    session.mount("http://", HTTPAdapter(max_retries=retry))
    session.mount("https://", HTTPAdapter(max_retries=retry))
    return session


def cause(error: BaseException) -> str:
    """Return the last sentence of a chain of errors, without addresses of objects."""
    reason: Any = error
    while True:
        inner = getattr(reason, "reason", None)
        inner = (
            inner
            if isinstance(inner, BaseException)
            else next(
                (part for part in getattr(reason, "args", ()) if isinstance(part, BaseException)),
                None,
            )
        )
        if inner is None:
            break
        reason = inner
    text = getattr(reason, "strerror", None) or str(reason).rpartition(": ")[2]
    return text or type(reason).__name__
