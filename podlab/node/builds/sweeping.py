"""What nobody can ask for any more: images of namespaces that are gone, and what read them."""

import time

from podlab.node.engine import names
from podlab.node.engine.builds.keeping import built_images, remove_namespace, remove_readers
from podlab.node.engine.engine import Engine
from podlab.node.store import Store

SECONDS_TO_READ = 600.0


def sweep(engine: Engine, store: Store) -> None:
    """Remove it; blocks. Raises RuntimeUnavailable."""
    there = {each["metadata"]["name"] for each in store.list("namespaces").items}
    built = {str(each["Labels"][names.NAMESPACE]) for each in built_images(engine)}
    for namespace in built - there:
        remove_namespace(engine, namespace)
    remove_readers(engine, time.time() - SECONDS_TO_READ)
