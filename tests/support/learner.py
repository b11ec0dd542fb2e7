"""A learner without a browser: a session with the site, and the kubectl that it lets download."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.kubectl import Kubectl
from tests.support.web_server import WebServer

PAGE = "/sandbox/kubectl/"


@dataclass
class Learner:
    """One session. Files go into `folder`."""

    site: WebServer
    folder: Path
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.http = httpx.Client(base_url=self.site.address, timeout=60, trust_env=False)
        self.http.get(PAGE).raise_for_status()

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form as a browser would."""
        token = self.http.cookies["csrftoken"]
        return self.http.post(path, data={"csrfmiddlewaretoken": token, **fields})

    @property
    def namespace(self) -> str:
        found = re.search(r"learner-[0-9a-f]{10}", self.http.get(PAGE).text)
        assert found
        return found[0]

    def download(self, program: Path) -> Kubectl:
        """A kubectl with a fresh kubeconfig."""
        answer = self.post(f"{PAGE}kubeconfig/")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/yaml"
        path = self.folder / "kubeconfig.yaml"
        path.write_text(answer.text)
        return Kubectl(program, path, self.namespace, self.folder)
