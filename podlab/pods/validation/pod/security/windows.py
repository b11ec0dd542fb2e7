"""Rules of `windowsOptions`. Source: validation.go, validateWindowsSecurityContextOptions."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from podlab.pods.errors import FieldError
from podlab.pods.validation import names
from podlab.pods.validation.sentences import invalid

SPEC_KIB = 64
LONGEST_DOMAIN, LONGEST_USER = 256, 104
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NET_BIOS = re.compile(r'[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}')
DNS_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
DNS = re.compile(rf"{DNS_LABEL}(?:\.{DNS_LABEL})*")
NOT_IN_A_USER = re.compile(r'["/\\:;|=,+*?<>@\[\]]')
DOTS_AND_SPACES = re.compile(r"[. ]+")


def windows_errors(options: Mapping[str, Any] | None, path: str) -> Iterator[FieldError]:
    """The windowsOptions of a Pod or container."""
    if options is None:
        return
    name = options.get("gmsaCredentialSpecName")
    for problem in names.subdomain(name) if name is not None else []:
        yield invalid(f"{path}.gmsaCredentialSpecName", name, problem)
    spec = options.get("gmsaCredentialSpec")
    if spec == "":
        detail = "gmsaCredentialSpec cannot be an empty string"
        yield invalid(f"{path}.gmsaCredentialSpec", spec, detail)
    elif len((spec or "").encode()) > SPEC_KIB << 10:
        detail = f"gmsaCredentialSpec size must be under {SPEC_KIB} KiB"
        yield invalid(f"{path}.gmsaCredentialSpec", spec, detail)
    user = options.get("runAsUserName")
    for problem in _user_problems(user) if user is not None else []:
        yield invalid(f"{path}.runAsUserName", user, f"runAsUserName{problem}")


def _user_problems(name: str) -> Iterator[str]:
    parts = name.split("\\")
    if not name:
        yield " cannot be an empty string"
    elif CONTROL.search(name):
        yield " cannot contain control characters"
    elif len(parts) > 2:
        yield " cannot contain more than one backslash"
    else:
        domain = parts[0] if len(parts) == 2 else None
        yield from _domain_problems(domain)
        yield from _account_problems(parts[-1])


def _domain_problems(domain: str | None) -> Iterator[str]:
    if domain is None:
        return
    if len(domain) >= LONGEST_DOMAIN:
        yield f"'s Domain length must be under {LONGEST_DOMAIN} characters"
    if not NET_BIOS.fullmatch(domain) and not DNS.fullmatch(domain):
        yield "'s Domain doesn't match the NetBios nor the DNS format"


def _account_problems(user: str) -> Iterator[str]:
    if not user:
        yield "'s User cannot be empty"
    elif len(user) > LONGEST_USER:
        yield f"'s User length must not be longer than {LONGEST_USER} characters"
    if DOTS_AND_SPACES.fullmatch(user):
        yield "'s User cannot contain only periods or spaces"
    if NOT_IN_A_USER.search(user):
        yield "'s User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"
