"""Which names Kubernetes accepts; each check gives the list of its objections.

Source: apimachinery pkg/util/validation/validation.go.
"""

import ipaddress
import re
from collections.abc import Iterable

LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
SERVICE = r"[a-z]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
QUALIFIED = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
LABEL_VALUE = rf"({QUALIFIED})?"
CONFIG_KEY = r"[-._a-zA-Z0-9]+"
HEADER = r"[-A-Za-z0-9]+"
SYSCTL = r"([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
BAD_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
QUALIFIED_WORDS = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character"
)
ENV_NAME_WORDS = (
    "a valid environment variable name must consist only of printable ASCII characters "
    "other than '='"
)


def label(value: str) -> list[str]:
    """A DNS label: names of containers, volumes and namespaces."""
    problems = _length(value, 63)
    if re.fullmatch(LABEL, value):
        return problems
    if re.fullmatch(SUBDOMAIN, value):
        return [*problems, "must not contain dots"]
    words = (
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
        "and must start and end with an alphanumeric character"
    )
    return [*problems, _pattern(words, LABEL, "my-name", "123-abc")]


def service(value: str) -> list[str]:
    """A label that begins with a letter: names of Services."""
    problems = _length(value, 63)
    if not re.fullmatch(SERVICE, value):
        words = (
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start "
            "with an alphabetic character, and end with an alphanumeric character"
        )
        problems.append(_pattern(words, SERVICE, "my-name", "abc-123"))
    return problems


def subdomain(value: str) -> list[str]:
    """A DNS subdomain: names of Pods, ConfigMaps and Secrets."""
    problems = _length(value, 253)
    if re.fullmatch(SUBDOMAIN, value):
        return problems
    words = (
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' "
        "or '.', and must start and end with an alphanumeric character"
    )
    return [*problems, _pattern(words, SUBDOMAIN, "example.com")]


def qualified_name(value: str) -> list[str]:
    """A key of labels, annotations, conditions or resources: `name` or `prefix/name`."""
    prefix, slash, name = value.rpartition("/")
    words = _pattern(QUALIFIED_WORDS, QUALIFIED, "MyName", "my.name", "123-abc")
    if "/" in prefix:
        tail = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        return [f"a qualified name {words}{tail}"]
    problems = []
    if slash and not prefix:
        problems.append("prefix part must be non-empty")
    elif slash:
        problems += [f"prefix part {problem}" for problem in subdomain(prefix)]
    if not name:
        problems.append("name part must be non-empty")
    problems += [f"name part {problem}" for problem in _length(name, 63)]
    if not re.fullmatch(QUALIFIED, name):
        problems.append(f"name part {words}")
    return problems


def label_value(value: str) -> list[str]:
    """The value of a label."""
    problems = _length(value, 63)
    if not re.fullmatch(LABEL_VALUE, value):
        words = f"a valid label must be an empty string or {QUALIFIED_WORDS.removeprefix('must ')}"
        problems.append(_pattern(words, LABEL_VALUE, "MyValue", "my_value", "12345"))
    return problems


def config_key(value: str) -> list[str]:
    """A key of a ConfigMap or Secret; it may become a file's name."""
    problems = _length(value, 253)
    if not re.fullmatch(CONFIG_KEY, value):
        words = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
        problems.append(_pattern(words, CONFIG_KEY, "key.name", "KEY_NAME", "key-name"))
    if value in {".", ".."}:
        problems.append(f"must not be '{value}'")
    elif value.startswith(".."):
        problems.append("must not start with '..'")
    return problems


def env_name(value: str) -> list[str]:
    """The name of an environment variable, by the relaxed rule of 1.32."""
    return [] if re.fullmatch(r"[ -<>-~]+", value) else [ENV_NAME_WORDS]


def port_name(value: str) -> list[str]:
    """The name of a port."""
    problems = _length(value, 15)
    if not re.fullmatch(r"[-a-z0-9]+", value):
        problems.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search(r"[a-z]", value):
        problems.append("must contain at least one letter (a-z)")
    if "--" in value:
        problems.append("must not contain consecutive hyphens")
    if value.startswith("-") or value.endswith("-"):
        problems.append("must not begin or end with a hyphen")
    return problems


def http_header(value: str) -> list[str]:
    """The name of an HTTP header."""
    if re.fullmatch(HEADER, value):
        return []
    words = "a valid HTTP header must consist of alphanumeric characters or '-'"
    return [_pattern(words, HEADER, "X-Header-Name")]


def sysctl_name(value: str) -> list[str]:
    """The name of a kernel parameter."""
    if len(value) <= 253 and re.fullmatch(SYSCTL, value):
        return []
    return [f"must have at most 253 characters and match regex ^{SYSCTL}$"]


def ip_address(value: str) -> list[str]:
    """An address of either family."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return [BAD_IP]
    return [BAD_IP] if "%" in value else []


def descending_path(value: str) -> list[str]:
    """A path that stays below where it starts."""
    problems = ["must be a relative path"] if value.startswith("/") else []
    if ".." in value.split("/"):
        problems.append("must not contain '..'")
    return problems


def file_path(value: str) -> list[str]:
    """The path of a file in a volume made of keys; names that begin with `..` are taken."""
    problems = descending_path(value)
    if value.startswith("..") and not value.startswith("../") and value != "..":
        problems.append("must not start with '..'")
    return problems


def _length(value: str, limit: int) -> list[str]:
    return [f"must be no more than {limit} characters"] if len(value) > limit else []


def _pattern(words: str, pattern: str, *examples: str) -> str:
    return f"{words} (e.g. {_examples(examples)}, regex used for validation is '{pattern}')"


def _examples(examples: Iterable[str]) -> str:
    return ",  or ".join(f"'{each}'" for each in examples)
