"""A created Pod takes the identity with which an equal one was prepared."""

from podlab.node.api.context import ApiContext
from podlab.node.api.kinds import PODS
from podlab.node.store import StoreError
from podlab.pods.objects import JsonObject


def create_pod(context: ApiContext, pod: JsonObject, *, generated: bool) -> JsonObject:
    """Store a Pod whose name may be `generated`; raises AlreadyExists."""
    prepared = context.preparer.claim(pod, generated=generated)
    if prepared is None:
        return context.store.create(PODS.plural, pod)
    named = {**pod, "metadata": {**pod["metadata"], "name": prepared.name}}
    try:
        return context.store.create(PODS.plural, named, prepared.uid)
    except StoreError:
        context.preparer.give_back(prepared)
        raise
