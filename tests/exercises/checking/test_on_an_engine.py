"""Every check against a scene that really runs."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings

from podlab.cluster import connect, talk
from podlab.exercises.checking import evaluate
from podlab.exercises.results import Outcome, Result
from podlab.exercises.scenes import Scene
from podlab.exercises.scenes.looking import scene_of
from podlab.exercises.scenes.running.remaking import delete_pod
from tests.exercises.checking.conftest import TOKEN
from tests.exercises.checking.lab import asserted

pytestmark = [pytest.mark.docker, pytest.mark.django_db(transaction=True)]
SECONDS = 60

# What is asserted, and the feedback: "" passes.
AS_IT_BEGAN = [
    ("pod: {of: right/duo, phase: Running}", ""),
    ("pod: {of: right/duo, phase: Succeeded}", "wrong_phase"),
    ("pod: {of: right/duo, exists: false}", "pod_exists"),
    ("pod: {of: left/lone, phase: Running}", ""),
    ("container: {of: right/duo/web, state: running, ready: true, restarts: 0}", ""),
    ("container: {of: right/duo/web, unchanged: id}", ""),
    ("container: {of: right/duo/web, unchanged: start}", ""),
    ("container: {of: right/duo/client, min_restarts: 1}", "too_few_restarts"),
    ("container: {of: right/duo/nobody, state: running}", "container_missing"),
    ("namespace: {kind: net, same: [right/duo/web, right/duo/client]}", ""),
    ("namespace: {kind: net, same: [right/duo, right/duo/client]}", ""),
    ("namespace: {kind: pid, different: [right/duo/web, right/duo/client]}", ""),
    ("namespace: {kind: mnt, same: [right/duo/web, right/duo/client]}", "different_namespace"),
    ("namespace: {kind: net, same: [left/lone, right/duo/client]}", "different_namespace"),
    ("tcp: {from: right/duo/client, to: 'localhost:8080', expect: open}", ""),
    ("tcp: {from: right/duo/client, to: 'duo:8080', expect: open}", ""),
    ("tcp: {from: left/lone, to: 'localhost:8080', expect: refused}", ""),
    ("tcp: {from: left/lone, to: 'localhost:8080', expect: open}", "connection_refused"),
    ("tcp: {from: left/lone, to: '10.9.9.9:80', expect: unreachable}", ""),
    (
        "http: {from: right/duo/client, url: 'http://duo:8080/page', body_contains: '${TOKEN}'}",
        "",
    ),
    ("http: {from: right/duo/client, url: 'http://localhost:8080/none'}", "wrong_status"),
    ("http: {from: right/duo/web, url: 'http://localhost:8080/none', status: 404}", ""),
    (
        "http: {from: right/duo/client, url: 'http://localhost:8080/page', body_contains: other}",
        "wrong_body",
    ),
    ("http: {from: left/lone, url: 'http://localhost:8080/page'}", "connection_refused"),
    ("http: {from: outside, url: 'http://duo:8080/page', body_contains: '${TOKEN}'}", ""),
    ("listen: {in: right/duo, port: 8080, by: web}", ""),
    ("listen: {in: right/duo, port: 8081}", "nobody_listens"),
    ("listen: {in: right/duo/client, port: 8080, by: client}", "wrong_owner"),
    ("listen: {in: left/lone, port: 8080, exists: false}", ""),
    ("exec: {in: right/duo/client, command: [id, -u], stdout: '1000'}", ""),
    ("exec: {in: right/duo/client, command: ['false']}", "wrong_exit_code"),
    ("exec: {in: right/duo/client, command: ['false'], exit_code: 1}", ""),
    ("exec: {in: right/duo/client, command: [hostname], stdout: other}", "wrong_output"),
    ("log: {in: right/duo/web, contains: serving}", ""),
    ("log: {in: right/duo/web, contains: other}", "log_without"),
    ("log: {in: right/duo/client, contains: serving}", "log_empty"),
    ("log: {in: right/duo/web, contains: serving, previous: true}", "log_empty"),
    ("file: {in: right/duo/client, path: /shared/page, content: 'page of ${TOKEN}'}", ""),
    (
        (
            "file: {in: right/duo/client, path: /shared/page,"
            " same_inode_as: right/duo/web, same_path: /data/page}"
        ),
        "",
    ),
    ("file: {in: right/duo/client, path: /etc/passwd, same_inode_as: left/lone}", "different_file"),
    ("file: {in: right/duo/client, path: /data/page}", "file_missing"),
    ("file: {in: right/duo/client, path: /shared/none, exists: false}", ""),
    ("file: {in: right/duo/client, path: /shared/page, writable: false}", ""),
    ("file: {in: right/duo/client, path: /shared, writable: false}", ""),
    ("file: {in: right/duo/web, path: /data, writable: true}", ""),
    ("file: {in: right/duo/web, path: /data/page, writable: false}", "writable"),
    ("process: {in: right/duo/client, cmd: sleep, uid: 1000, caps_effective: '0', cwd: /tmp}", ""),
    ("process: {in: right/duo/client, not_root: true}", ""),
    ("process: {in: right/duo/web, not_root: true}", "is_root"),
    ("process: {in: right/duo/web, cmd: httpd, uid: 0}", ""),
    ("process: {in: right/duo/web, cmd: sleep}", "process_missing"),
    ("process: {in: right/duo/web, cmd: sleep, exists: false}", ""),
    ("env: {in: right/duo/web, name: TOKEN, value: '${TOKEN}'}", ""),
    ("env: {in: right/duo/web, name: TOKEN, value: other}", "wrong_value"),
    ("env: {in: right/duo/client, name: TOKEN}", "variable_missing"),
    ("volume: {of: right/duo, name: data, mounted_in: [web, client], medium: disk}", ""),
    ("volume: {of: right/duo, name: data, medium: Memory}", "wrong_medium"),
    ("volume: {of: right/duo, name: other}", "volume_missing"),
    ("volume: {of: right/duo, name: data, survives: restart}", "not_restarted"),
    ("volume: {of: right/duo, name: data, survives: delete}", "not_deleted"),
    ("script: {run: checks/look.sh, pod: right/duo, with: {WHAT: 'page of ${TOKEN}'}}", ""),
    ("script: {run: checks/look.sh, pod: right/duo, with: {WHAT: other}}", "other_page"),
    ("script: {run: checks/look.sh, pod: right/duo, with: {FAILS_WITH: '3'}}", "cannot_check"),
    ("script: {run: checks/none.sh, pod: right/duo}", "cannot_check"),
    ("script: {run: checks/count.py, pod: right/duo}", ""),
    ("image: {of: right/duo/web, max_size: 64Mi, user: root, has_shell: true}", ""),
    ("image: {of: right/duo/web, max_size: 1Ki}", "image_too_large"),
    ("image: {of: right/duo/web, has_shell: false}", "has_shell"),
    ("image: {of: right/duo/web, user: '1000'}", "wrong_user"),
    ("image: {of: right/duo/web, secret_absent: 'no-such-${TOKEN}'}", ""),
    ("image: {of: right/duo/web, secret_absent: 'nobody:x:65534'}", "secret_found"),
    ("ip: {different: [left/lone, right/duo]}", ""),
    ("ip: {same: [right/duo/web, right/duo/client]}", ""),
    ("ip: {same: [left/lone, right/duo]}", "different_ip"),
    ("ip: {same: [right/duo], since_start: true}", ""),
    ("count: {of: right/duo, containers: 2}", ""),
    ("count: {of: right/duo, containers: 3, with_pause: true, pods: 1, unit: ready}", ""),
    ("count: {of: right/duo, containers: 3}", "too_few"),
    ("spec: {of: right/duo, path: 'spec.containers[name=client].workingDir', equals: /tmp}", ""),
    ("spec: {of: right/duo, path: 'spec.hostname', exists: true}", "field_missing"),
    ("not: {tcp: {from: left/lone, to: 'localhost:8080', expect: open}}", ""),
    ("not: {pod: {of: right/duo, phase: Running}}", "it_is_so"),
    ("all: [{pod: {of: right/duo}}, {pod: {of: left/lone, exists: false}}]", "pod_exists"),
    ("any: [{pod: {of: right/duo, exists: false}}, {pod: {of: left/lone}}]", ""),
    ("pod: {of: right/trio}", "cannot_check"),
    ("exec: {in: right/duo, command: [id]}", "cannot_check"),
    ("tcp: {from: left/lone, to: 'nowhere:80', expect: open}", "cannot_check"),
    ("traffic: {pod: right/duo, from: client, port: 8080, path: /page}", "not_seen"),
    ("traffic: {pod: right/duo, from: client, max: 0}", ""),
]


async def settled(scene: Scene, text: str, feedback: str) -> Result:
    """Evaluate until it is as expected, or time is up."""
    result = await evaluate(asserted(text), scene)
    for _ in range(SECONDS):
        if result.feedback == feedback:
            break
        await asyncio.sleep(1)
        result = await evaluate(asserted(text), scene)
    return result


async def run_in(scene: Scene, container: str, *command: str) -> None:
    cluster = await connect()
    process = await cluster.exec(scene.namespace, "duo", container, command, tty=False)
    await talk(process, b"", 4096, SECONDS)


async def test_a_scene_as_it_began(scene: Scene) -> None:
    results = {text: await settled(scene, text, feedback) for text, feedback in AS_IT_BEGAN}

    assert {text: each.feedback for text, each in results.items()} == dict(AS_IT_BEGAN)
    told = [each for each in results.values() if each.feedback != "cannot_check"]
    assert [each for each in told if not (each.expected and each.actual and each.command)] == []


async def test_a_script_has_no_rights_and_is_on_no_status(scene: Scene) -> None:
    text = "script: {run: checks/look.sh, pod: right/duo, with: {WHAT: 'page of ${TOKEN}'}}"
    result = await settled(scene, text, "")
    pod = await scene.pod("right/duo")

    assert (result.actual, result.evidence) == (f"page of {TOKEN}", "CapEff:0000000000000000")
    assert pod
    names = sorted(each["name"] for each in pod["status"]["containerStatuses"])
    assert names == ["client", "web"]


async def test_a_node_that_is_away_is_nobodys_fault(
    scene: Scene, settings: LazySettings, tmp_path: Path
) -> None:
    there = settings.PODLAB_KUBECONFIG
    settings.PODLAB_KUBECONFIG = tmp_path / "none"
    asked = [
        "count: {of: right/duo, pods: 3}",
        "all: [{exec: {in: left/lone, command: ['false']}}, {pod: {of: left/lone}}]",
        "not: {tcp: {from: left/lone, to: 'localhost:80', expect: open}}",
    ]
    results = [await evaluate(asserted(text), scene) for text in asked]
    settings.PODLAB_KUBECONFIG = there

    assert {each.outcome for each in results} == {Outcome.ERROR}
    assert all("make run" in each.actual for each in results)


async def test_what_a_learner_did_is_seen_and_what_checks_did_is_not(scene: Scene) -> None:
    seen = "traffic: {pod: right/duo, from: client, to: web, method: GET, path: /page, status: 200}"
    refused = "traffic: {pod: right/duo, from: client, port: 9, refused: true}"
    asked = await settled(scene, "http: {from: right/duo/client, url: 'http://duo:8080/page'}", "")
    assert asked.passed
    before = await evaluate(asserted(seen), scene)

    await run_in(scene, "client", "wget", "-qO-", "http://localhost:8080/page")
    await run_in(scene, "client", "wget", "-qO-", "http://localhost:9/")

    assert before.feedback == "not_seen"
    assert (await settled(scene, seen, "")).evidence == "client → web:8080 GET /page 200"
    assert (await settled(scene, refused, "")).passed


async def test_traffic_of_a_pod_that_is_made_later_is_no_error(scene: Scene) -> None:
    seen = asserted("traffic: {pod: right/duo, from: client, path: /page}")

    result = await evaluate(seen, replace(scene, runs={}))

    assert (result.outcome, result.feedback) == (Outcome.FAIL, "not_running")


async def test_a_restart_changes_the_container_and_nothing_else(scene: Scene) -> None:
    cluster = await connect()
    await asyncio.sleep(1.1)  # times are told to the second: what is there must be older than one
    await cluster.send_signal(scene.namespace, "duo", container="web", signal="SIGKILL")

    after = [
        ("container: {of: right/duo/web, restarts: 1, state: running, ready: true}", ""),
        ("container: {of: right/duo/web, exit_code: 137}", ""),
        ("container: {of: right/duo/web, unchanged: id}", "restarted"),
        ("container: {of: right/duo/web, unchanged: start}", "restarted"),
        ("container: {of: right/duo/client, unchanged: id}", ""),
        ("log: {in: right/duo/web, contains: serving, previous: true}", ""),
        ("ip: {same: [right/duo], since_start: true}", ""),
        ("volume: {of: right/duo, name: data, survives: restart}", ""),
        ("stop: {of: right/duo/web, graceful: false, exit_code: 137}", ""),
        ("stop: {of: right/duo/web, graceful: true}", "was_killed"),
    ]
    results = {text: await settled(scene, text, feedback) for text, feedback in after}

    assert {text: each.feedback for text, each in results.items()} == dict(after)


async def test_how_a_deleted_pod_ended_is_known_though_no_page_was_open(scene: Scene) -> None:
    await delete_pod(scene, "left/lone", "by this test")
    after = await scene_of(scene.attempt, scene.record)

    killed = await evaluate(asserted("stop: {of: left/lone, graceful: false}"), after)
    graceful = await evaluate(asserted("stop: {of: left/lone, graceful: true}"), after)

    assert killed.passed, killed
    assert graceful.feedback == "was_killed"
