"""The labels and names that say whose an engine object is; all of a Pod's state is on them."""

import hashlib
from collections.abc import Mapping

NODE = "podlab.node"
POD = "podlab.pod"
NAMESPACE = "podlab.namespace"
NAME = "podlab.name"
ROLE = "podlab.role"
CONTAINER = "podlab.container"
ATTEMPT = "podlab.attempt"
IMAGE = "podlab.wanted-image"  # as the manifest spells it
BACK_OFF = "podlab.back-off"  # seconds that were in force when this attempt was started
SANDBOX = "podlab.sandbox"  # id of the pause container that was joined
ADDRESS = "podlab.address"  # the Pod's IP, on the pause container
VOLUME = "podlab.volume"
CLAIM = "podlab.claim"  # uid of the claim that a volume, or what holds it, belongs to
USER = "podlab.user"  # uid, gid and groups of an attempt, as it was planned
AHEAD = "podlab.ahead"  # digest of a container's body, on one that was made before it was wanted

PAUSE_ROLE = "pause"
CONTAINER_ROLE = "container"
HOLDER_ROLE = "holder"  # of a container that keeps a claim's tmpfs alive between Pods
ACCOUNTS_ROLE = "accounts"  # of a container that is read and never started
FOLDER = "/podlab"  # of the pause container: all that is node's own is below
VOLUMES_FOLDER = f"{FOLDER}/volumes"
MESSAGES_FOLDER = f"{FOLDER}/messages"
HOSTS_FILE = "hosts"  # beside the messages: containers see it as /etc/hosts
READY_SLOTS = 16  # containers whose message files the pause image brings along


def pause_name(pod_uid: str, attempt: int) -> str:
    """A name that only one pause container can have, so that two starts never both succeed."""
    return f"podlab-{pod_uid}_pause_{attempt}"


def container_name(pod_uid: str, container: str, attempt: int) -> str:
    """A name that only one attempt can have; no underscore is allowed in a container's name."""
    return f"podlab-{pod_uid}.{container}.{attempt}"


def accounts_name(pod_uid: str, image: str) -> str:
    """A container that one Pod's start reads an image's users from."""
    return f"podlab-{pod_uid}_accounts_{image}"


def volume_name(pod_uid: str, volume: str) -> str:
    """The engine's name of one of a Pod's volumes."""
    return f"podlab-{pod_uid}.{volume}"


def claim_volume_name(claim_uid: str) -> str:
    """The engine's name of a claim's volume: no Pod is in it, so it outlives every Pod."""
    return f"podlab-pvc-{claim_uid}"


def holder_name(claim_uid: str) -> str:
    """The container that keeps a claim's volume in memory."""
    return f"podlab-pvc-{claim_uid}_holder"


def part_name(volume: str, part: str) -> str:
    """The engine's name of a part that is a volume of its own."""
    return f"{volume}_{hashlib.sha256(part.encode()).hexdigest()[:16]}"


def messages_name(pod_uid: str) -> str:
    """The volume with a Pod's termination messages; no underscore is allowed in a volume's name."""
    return f"podlab-{pod_uid}_messages"


def message_file(slot: int, attempt: int) -> str:
    """Where in that volume an attempt writes: two files take turns, since two attempts are kept.

    `slot` counts the Pod's containers from 0; so the files can be there before the Pod is known.
    """
    return f"{slot}.{attempt % 2}"


def network_name(node_id: str, namespace: str) -> str:
    """The engine's name of a namespace's network."""
    return f"podlab-{node_id}.{namespace}"


def claim_labels(node_id: str, claim: Mapping[str, str]) -> dict[str, str]:
    """What belongs to a claim carries its metadata, and no Pod's."""
    named = {CLAIM: claim["uid"], NAMESPACE: claim["namespace"], NAME: claim["name"]}
    return {NODE: node_id, **named}


def pod_labels(node_id: str, pod_uid: str, namespace: str, name: str) -> dict[str, str]:
    """What everything that belongs to a Pod carries."""
    return {NODE: node_id, POD: pod_uid, NAMESPACE: namespace, NAME: name}
