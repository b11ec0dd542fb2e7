"""One assertion against a running scene: what it expects, what is found, and why it fails."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from podlab.cluster import ClusterError
from podlab.curriculum.format.assertions import Assertion
from podlab.curriculum.library import fill
from podlab.exercises.checking.commands.evaluating import (
    check_answer,
    check_exec,
    check_log,
    check_script,
)
from podlab.exercises.checking.files.evaluating import check_file, check_volume
from podlab.exercises.checking.ground import Ground
from podlab.exercises.checking.insides.evaluating import (
    check_env,
    check_image,
    check_namespace,
    check_process,
)
from podlab.exercises.checking.insides.runtimes import check_runtime
from podlab.exercises.checking.network.evaluating import (
    check_http,
    check_listen,
    check_tcp,
    check_traffic,
)
from podlab.exercises.checking.pods.evaluating import (
    check_container,
    check_count,
    check_ip,
    check_pod,
    check_spec,
    check_stop,
)
from podlab.exercises.checking.scene import CheckedScene
from podlab.exercises.checking.verdicts import CannotCheck, all_of, any_of, error, negated
from podlab.exercises.results import Result

logger = logging.getLogger(__name__)

CHECKS: Mapping[str, Callable[[Any, Ground], Awaitable[Result]]] = {
    "pod": check_pod,
    "container": check_container,
    "namespace": check_namespace,
    "tcp": check_tcp,
    "http": check_http,
    "listen": check_listen,
    "file": check_file,
    "volume": check_volume,
    "log": check_log,
    "exec": check_exec,
    "traffic": check_traffic,
    "image": check_image,
    "runtime": check_runtime,
    "process": check_process,
    "env": check_env,
    "spec": check_spec,
    "ip": check_ip,
    "count": check_count,
    "stop": check_stop,
    "answer": check_answer,
    "script": check_script,
}


async def evaluate(
    assertion: Assertion,
    scene: CheckedScene,
    since: datetime | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Result:
    """Evaluate it once, now. Whatever keeps it from being found out is an error, never raised."""
    began = time.perf_counter()
    ground = Ground(scene, since, answers or {})
    try:
        result = await evaluate_on(fill(assertion, scene.attempt.variables), ground)
    except (CannotCheck, ClusterError) as problem:
        result = error(str(problem))
    except Exception as bug:
        logger.exception("%s could not be evaluated", assertion.named)
        result = error(f"{type(bug).__name__}: {bug}")
    return replace(result, milliseconds=(time.perf_counter() - began) * 1000)


async def evaluate_on(assertion: Assertion, ground: Ground) -> Result:
    """The one assertion, or those under all, any, not. Raises CannotCheck, ClusterError."""
    if assertion.all is not None:
        return all_of([await tried(each, ground) for each in assertion.all])
    if assertion.any is not None:
        return any_of([await tried(each, ground) for each in assertion.any])
    if assertion.not_ is not None:
        return negated(await evaluate_on(assertion.not_, ground))
    ((name, wanted),) = assertion.named.items()
    return await CHECKS[name](wanted, ground)


async def tried(assertion: Assertion, ground: Ground) -> Result:
    """One of several: what keeps it from being found out is its own error."""
    try:
        return await evaluate_on(assertion, ground)
    except (CannotCheck, ClusterError) as problem:
        return error(str(problem))
