"""Revisions: which ReplicaSet has the Deployment's template, what the others are, which are kept.

Source: pkg/controller/deployment/util/deployment_util.go, deployment/sync.go.
"""

import json
from collections.abc import Sequence
from typing import Any

from podlab.pods.objects import JsonObject
from podlab.workloads.deployments.numbers import max_surge, replicas_of
from podlab.workloads.ownership import owner_reference

HASH_LABEL = "pod-template-hash"
PREFIX = "deployment.kubernetes.io"
REVISION = f"{PREFIX}/revision"
HISTORY = f"{PREFIX}/revision-history"
DESIRED = f"{PREFIX}/desired-replicas"
MOST = f"{PREFIX}/max-replicas"
NOT_COPIED = {
    "kubectl.kubernetes.io/last-applied-configuration",
    "deprecated.deployment.rollback.to",
    REVISION,
    HISTORY,
    DESIRED,
    MOST,
}
LETTERS = "bcdfghjklmnpqrstvwxz2456789"
LONGEST_NAME = 63 - 1  # of a Deployment in a ReplicaSet's name, together with the hash
KEEP_ALL = 2**31 - 1


def new_replica_set(
    deployment: JsonObject, replica_sets: Sequence[JsonObject]
) -> JsonObject | None:
    """The ReplicaSet with the Deployment's present template; of several the oldest."""
    wanted = _comparable(deployment["spec"]["template"])
    return next(
        (
            each
            for each in sorted(replica_sets, key=by_age)
            if _comparable(each["spec"]["template"]) == wanted
        ),
        None,
    )


def old_replica_sets(
    replica_sets: Sequence[JsonObject], new: JsonObject | None
) -> list[JsonObject]:
    """All but the new one, oldest first."""
    uid = new["metadata"]["uid"] if new else ""
    return sorted((each for each in replica_sets if each["metadata"]["uid"] != uid), key=by_age)


def by_age(obj: JsonObject) -> tuple[str, str]:
    """Sorts the oldest first."""
    return obj["metadata"].get("creationTimestamp", ""), obj["metadata"]["name"]


def revision_of(obj: JsonObject) -> int:
    """The revision that is written on a ReplicaSet; 0 where none is."""
    written = (obj["metadata"].get("annotations") or {}).get(REVISION, "")
    return int(written) if written.isdecimal() else 0


def next_revision(old: Sequence[JsonObject]) -> int:
    """One more than any of the old ReplicaSets has."""
    return max((revision_of(each) for each in old), default=0) + 1


def template_hash(template: JsonObject, collisions: int = 0) -> str:
    """A short name for a template (FNV-1a over its JSON), without vowels."""
    text = json.dumps(_comparable(template), sort_keys=True, separators=(",", ":"))
    digest = 0x811C9DC5
    for byte in f"{text}{collisions or ''}".encode():
        digest = ((digest ^ byte) * 0x01000193) & 0xFFFFFFFF
    return "".join(LETTERS[ord(digit) % len(LETTERS)] for digit in str(digest))


def make_replica_set(deployment: JsonObject, old: Sequence[JsonObject]) -> JsonObject:
    """A new ReplicaSet for the present template; still without Pods."""
    metadata, spec = deployment["metadata"], deployment["spec"]
    template = spec["template"]
    collisions = deployment.get("status", {}).get("collisionCount") or 0
    name = template_hash(template, collisions)
    inner = template.get("metadata") or {}
    labels = {**(inner.get("labels") or {}), HASH_LABEL: name}
    selector = spec["selector"]
    made: JsonObject = {
        "kind": "ReplicaSet",
        "apiVersion": "apps/v1",
        "metadata": {
            "name": f"{metadata['name'][: LONGEST_NAME - len(name)]}-{name}",
            "namespace": metadata["namespace"],
            "labels": labels,
            "ownerReferences": [owner_reference(deployment, "apps/v1", "Deployment")],
        },
        "spec": {
            "replicas": 0,
            "selector": {
                **selector,
                "matchLabels": {**(selector.get("matchLabels") or {}), HASH_LABEL: name},
            },
            "template": {**template, "metadata": {**inner, "labels": labels}},
        },
        "status": {"replicas": 0},
    }
    if spec.get("minReadySeconds"):
        made["spec"]["minReadySeconds"] = spec["minReadySeconds"]
    return with_sizes(deployment, with_revision(deployment, made, next_revision(old)))


def with_revision(deployment: JsonObject, replica_set: JsonObject, revision: int) -> JsonObject:
    """The ReplicaSet with the Deployment's annotations and, if it is higher, this revision.

    A revision that comes back (an undo) gets a new number; the old one is kept as history.
    """
    annotations = dict(replica_set["metadata"].get("annotations") or {})
    theirs = deployment["metadata"].get("annotations") or {}
    annotations |= {key: value for key, value in theirs.items() if key not in NOT_COPIED}
    before = revision_of(replica_set)
    if before < revision:
        annotations[REVISION] = str(revision)
        if before:
            history = annotations.get(HISTORY, "")
            annotations[HISTORY] = f"{history},{before}" if history else str(before)
    return _annotated(replica_set, annotations)


def with_sizes(deployment: JsonObject, replica_set: JsonObject) -> JsonObject:
    """The ReplicaSet with the Deployment's size written on it, by which a scaling is noticed."""
    replicas = replicas_of(deployment)
    sizes = {DESIRED: str(replicas), MOST: str(replicas + max_surge(deployment))}
    return _annotated(replica_set, {**(replica_set["metadata"].get("annotations") or {}), **sizes})


def written_size(replica_set: JsonObject, name: str) -> int | None:
    """The Deployment's size (DESIRED, MOST) when this ReplicaSet was last scaled."""
    written = (replica_set["metadata"].get("annotations") or {}).get(name, "")
    return int(written) if written.isdecimal() else None


def forgotten(deployment: JsonObject, old: Sequence[JsonObject]) -> list[JsonObject]:
    """The old ReplicaSets that revisionHistoryLimit no longer keeps, oldest revision first."""
    limit = deployment["spec"].get("revisionHistoryLimit")
    if limit is None or limit == KEEP_ALL:
        return []
    alive = [each for each in old if "deletionTimestamp" not in each["metadata"]]
    surplus = sorted(alive, key=revision_of)[: max(len(alive) - limit, 0)]
    return [each for each in surplus if _is_settled_and_empty(each)]


def _is_settled_and_empty(replica_set: JsonObject) -> bool:
    status = replica_set.get("status", {})
    seen = status.get("observedGeneration", 0) >= replica_set["metadata"].get("generation", 1)
    return seen and not status.get("replicas") and replicas_of(replica_set) == 0


def _annotated(replica_set: JsonObject, annotations: JsonObject) -> JsonObject:
    return {**replica_set, "metadata": {**replica_set["metadata"], "annotations": annotations}}


def _comparable(template: JsonObject) -> Any:
    """A template without its hash, and without what is empty and so means nothing."""
    metadata = template.get("metadata") or {}
    labels = {key: value for key, value in (metadata.get("labels") or {}).items()
              if key != HASH_LABEL}  # fmt: skip
    return _pruned({**template, "metadata": {**metadata, "labels": labels}})


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        within = {key: _pruned(each) for key, each in value.items()}
        return {key: each for key, each in within.items() if each not in (None, {}, [])}
    if isinstance(value, list):
        return [_pruned(each) for each in value]
    return value
