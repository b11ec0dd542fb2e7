"""The gallery: enough to choose from, each with a picture of its own Pod."""

from itertools import pairwise

from podlab.sandbox.compose.examples import examples
from podlab.sandbox.compose.thumbnails import Box, Thumbnail, thumbnail


def test_there_is_something_of_every_kind() -> None:
    groups = [example.group for example in examples()]

    assert len(examples()) >= 12
    assert len(set(groups)) == 7
    assert groups == sorted(groups, key=groups.index)  # each group stands together


def test_a_thumbnail_has_a_tile_for_each_container_and_a_cylinder_for_each_volume() -> None:
    pod = {
        "spec": {
            "initContainers": [{"name": "first"}],
            "containers": [{"name": "a"}, {"name": "b"}],
            "volumes": [{"name": "v"}],
        }
    }

    assert thumbnail(pod) == Thumbnail(
        init=(Box(6, 6),), containers=(Box(21.0, 14), Box(38.0, 14)), volumes=(52.0,)
    )


def test_tiles_stay_inside_the_pod() -> None:
    for example in examples():
        boxes = (*example.picture.init, *example.picture.containers)

        assert all(box.x >= 6 and box.x + box.width <= 58.1 for box in boxes)
        assert all(one.x + one.width <= two.x for one, two in pairwise(boxes))
