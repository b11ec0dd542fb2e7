"""The accounts of an image: what its /etc/passwd and /etc/group say of a user.

Source: containerd pkg/oci/spec_opts.go, WithUser and WithAdditionalGIDs.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """A line of /etc/passwd."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Group:
    """A line of /etc/group."""

    name: str
    gid: int
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accounts:
    """All users and groups of an image; an image may have none."""

    users: tuple[User, ...] = ()
    groups: tuple[Group, ...] = ()

    def user(self, name_or_uid: str) -> User | None:
        """The first user of this name, or of this number where it is one."""
        for each in self.users:
            if name_or_uid in ((str(each.uid),) if name_or_uid.isdecimal() else (each.name,)):
                return each
        return None

    def memberships(self, user: str) -> list[int]:
        """The groups that list the user; the one that is named like the user is no such group."""
        return [each.gid for each in self.groups if user in each.members and each.name != user]


@dataclass(frozen=True)
class ImageFacts:
    """Of an image on the engine: the user that it names, empty for root, everybody whom it
    knows, and its size in bytes.
    """

    user: str = ""
    accounts: Accounts = Accounts()
    size: int = 0


def read_accounts(passwd: str, group: str) -> Accounts:
    """The accounts in the text of the two files; a line that cannot be read is skipped."""
    users = (
        User(fields[0], int(fields[2]), int(fields[3]))
        for fields in _lines(passwd, 4)
        if fields[2].isdecimal() and fields[3].isdecimal()
    )
    groups = (
        Group(fields[0], int(fields[2]), tuple(filter(None, fields[3].split(","))))
        for fields in _lines(group, 4)
        if fields[2].isdecimal()
    )
    return Accounts(tuple(users), tuple(groups))


def _lines(text: str, least: int) -> Iterator[list[str]]:
    for line in text.splitlines():
        fields = [each.strip() for each in line.split(":")]
        if len(fields) >= least and not line.startswith("#"):
            yield fields
