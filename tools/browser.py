"""As much of a browser as a check of the running site needs: pages, cookies and forms."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping

SECONDS = 30.0


class Page:
    """One visitor of a site, without JavaScript."""

    def __init__(self, site: str) -> None:
        self.site = site
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def get(self, path: str) -> str:
        """The page's text; an error page's text is a text too."""
        return self._open(path)[1]

    def submit(self, form_page: str, action: str, manifest: str) -> bool:
        """Send a form found on `form_page`; whether it was taken (a refusal is a 4xx or 5xx)."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(form_page))
        fields = {"csrfmiddlewaretoken": token.group(1) if token else "", "manifest": manifest}
        body = urllib.parse.urlencode(fields).encode()
        headers = {"Referer": self.site + form_page}
        return self._open(action, body, headers)[0] == 200

    def _open(
        self, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        request = urllib.request.Request(  # noqa: S310 -- the site is this machine's
            self.site + path, body, headers or {}
        )
        try:
            with self.opener.open(request, timeout=SECONDS) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
