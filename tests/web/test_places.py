"""How many requests the gateway has under way at once."""

from contextlib import ExitStack

import pytest

from podlab.cluster.gateway.places import MOST_OF_A_TOKEN, Full, Places

PATH = "/api/v1/namespaces/mine/pods"


def test_a_token_has_so_many_requests_at_once() -> None:
    places = Places()
    with ExitStack() as held:
        for _ in range(MOST_OF_A_TOKEN):
            held.enter_context(places.take("one", PATH))
        with pytest.raises(Full):
            held.enter_context(places.take("one", PATH))
        held.enter_context(places.take("another", PATH))
    with places.take("one", PATH) as place:
        assert place.namespace == "mine"


def test_what_goes_on_in_a_namespace_can_be_ended() -> None:
    places = Places()
    with (
        places.take("one", PATH) as mine,
        places.take("one", f"/apis/apps/v1/namespaces/other/deployments?x={PATH}") as other,
        places.take("one", "/version") as nowhere,
    ):
        places.end("mine")

        assert mine.ended.is_set()
        assert not other.ended.is_set()
        assert not nowhere.ended.is_set()
