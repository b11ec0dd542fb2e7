"""What a container's image is made of: its size, its user, its layers, and what is left in them."""

from collections.abc import Iterable
from functools import lru_cache

from podlab.node.engine.engine import Engine
from podlab.node.engine.errors import translated
from podlab.node.trials import ImageSeen

PIECE = 1 << 20


def look_at_image(engine: Engine, container_id: str, text: str) -> ImageSeen:
    """The image of a container; with a text, whether any layer holds it. Blocks; EngineError."""
    image_id = str(engine.inspect(container_id)["Image"])
    found = engine.image(image_id)
    return ImageSeen(
        int(found["Size"]),
        str(found["Config"].get("User") or ""),
        len(found["RootFS"].get("Layers") or ()),
        holds_text(engine, image_id, text) if text else None,
    )


@lru_cache(maxsize=64)
def holds_text(engine: Engine, image_id: str, text: str) -> bool:
    """Whether the image's archive holds it: a file of any layer, or the image's own history.

    An image's id stands for all that is in it, so the answer is kept.
    """
    with translated():
        return is_in(engine.api.get_image(image_id, chunk_size=PIECE), text.encode())


def is_in(pieces: Iterable[bytes], wanted: bytes) -> bool:
    """Whether the bytes are in the stream, be they in two pieces of it.

    >>> is_in([b"a sec", b"ret word"], b"secret"), is_in([b"a", b"b"], b"c")
    (True, False)
    """
    rest = b""
    for piece in pieces:
        if wanted in rest + piece:
            return True
        rest = (rest + piece)[-len(wanted) :]
    return False
