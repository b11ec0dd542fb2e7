"""The picture and its words in the reader's language, though they are drawn once for all."""

from django.utils.translation import override

from podlab.pods.manifest import parse_manifest
from podlab.sandbox.picture import Activity, draw_pod, pod_in_words, pod_view

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: duo}
spec:
  containers:
    - {name: web, image: nginx}
    - {name: client, image: busybox}
"""


def test_each_reader_gets_their_own_language() -> None:
    view = pod_view(parse_manifest(POD).documents[0].object, Activity())

    with override("de"):
        german = draw_pod(view), pod_in_words(view)
    with override("en"):
        english = draw_pod(view), pod_in_words(view)

    assert "ein localhost" in german[0]
    assert german[1][0] == "duo: 2 Container, wie das Manifest sie deklariert. Nichts läuft."
    assert "one localhost" in english[0]
    assert english[1][0] == "duo: 2 containers, as the manifest declares. Nothing runs."
