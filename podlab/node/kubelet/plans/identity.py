"""Who a container's processes are, and which rights they keep.

Source: kubernetes pkg/securitycontext/util.go; the container's own fields win one by one.
"""

import ipaddress
from dataclasses import dataclass

from lightkube.models.core_v1 import Container, Pod

from podlab.node.kubelet.plans.accounts import ImageFacts
from podlab.pods.objects import metadata_of, spec_of
from podlab.pods.status import ContainerUser

FIRST_UID = 20_000  # of the users that "restricted" gives to Pods, one each

# The engine's own default set without NET_RAW: who has that can forge the mark by which the
# tap tells senders apart, and the baseline standard does not list it either.
DEFAULT_CAPABILITIES = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
    "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip


class ConfigProblem(Exception):
    """The container cannot be configured: CreateContainerConfigError, in the kubelet's words."""


@dataclass(frozen=True)
class Identity:
    """`user` and the `groups` besides its own as the engine takes them; `process` in numbers,
    None for a user whom the image names and does not know: that one cannot be started.
    """

    user: str
    groups: tuple[str, ...]
    process: ContainerUser | None


def identity(
    pod: Pod, container: Container, image: ImageFacts, address: str, *, restricted: bool
) -> Identity:
    """The user that the container runs as; raises ConfigProblem for a broken non-root promise.

    Every number is given, so that what a container writes into its /etc/passwd changes nothing.
    Of an image's `USER name:group` the group does not count, as in a cluster. Under "restricted"
    each Pod that names no user gets one of its own, since the kernel counts inotify instances
    and pipe buffers per user.
    """
    uid, gid = _setting(pod, container, "runAsUser"), _setting(pod, container, "runAsGroup")
    if restricted and not uid:
        uid = FIRST_UID + (int(ipaddress.ip_address(address)) & 0xFFFF)
        gid = gid or uid
    if _setting(pod, container, "runAsNonRoot"):
        _check_non_root(pod, container, uid, image.user)
    name = str(uid) if uid is not None else image.user.partition(":")[0] or "0"
    account = image.accounts.user(name)
    if account is None and not name.isdecimal():
        return Identity(name if gid is None else f"{name}:{gid}", (), None)
    number = account.uid if account else int(name)
    group = gid if gid is not None else account.gid if account else 0
    groups = _groups(pod, image.accounts.memberships(account.name) if account else [])
    process = ContainerUser(number, group, tuple(sorted({group, *groups})))
    return Identity(f"{number}:{group}", tuple(map(str, groups)), process)


def _groups(pod: Pod, memberships: list[int]) -> list[int]:
    """The groups besides its own: those that the image gives its user, unless only what the
    Pod says is to count, then fsGroup and supplementalGroups.
    """
    context = spec_of(pod).securityContext
    if context is None:
        return memberships
    from_image = [] if context.supplementalGroupsPolicy == "Strict" else memberships
    first = [context.fsGroup] if context.fsGroup is not None else []
    return [*from_image, *first, *(context.supplementalGroups or [])]


def capabilities(container: Container) -> list[str]:
    """The capabilities to keep: the default ones less `drop`, and `add` on top."""
    context = container.securityContext
    change = context.capabilities if context else None
    if change is None:
        return list(DEFAULT_CAPABILITIES)
    drop, add = _names(change.drop), _names(change.add)
    kept = [] if "ALL" in drop else [each for each in DEFAULT_CAPABILITIES if each not in drop]
    return kept + [each for each in add if each not in kept]


def _names(given: list[str] | None) -> list[str]:
    return [each.upper().removeprefix("CAP_") for each in given or []]


def _setting(pod: Pod, container: Container, field: str) -> int | None:
    own = getattr(container.securityContext, field, None)
    found: int | None = (
        own if own is not None else getattr(spec_of(pod).securityContext, field, None)
    )
    return found


def _check_non_root(pod: Pod, container: Container, uid: int | None, image_user: str) -> None:
    metadata = metadata_of(pod)
    key = f"{metadata.name}_{metadata.namespace}({metadata.uid})"
    where = f'(pod: "{key}", container: {container.name})'
    if uid == 0:
        raise ConfigProblem(f"container's runAsUser breaks non-root policy {where}")
    user = image_user.partition(":")[0]
    if uid is not None or (user.isdigit() and user != "0"):
        return
    if user in {"", "0", "root"}:
        raise ConfigProblem(f"container has runAsNonRoot and image will run as root {where}")
    raise ConfigProblem(
        f"container has runAsNonRoot and image has non-numeric user ({user}), "
        f"cannot verify user is non-root {where}"
    )
