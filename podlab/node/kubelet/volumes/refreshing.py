"""New content for the volumes of a running Pod, swapped in one step as the kubelet does it.

Source: kubernetes pkg/volume/util/atomic_writer.go. What is in a volume now is read from it, so
that nothing has to be remembered.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from podlab.node.engine import names
from podlab.node.engine.bodies.volumes import DATA, VolumePlan, refilling, tops
from podlab.node.engine.engine import Engine

logger = logging.getLogger(__name__)

# Whoever reads finds the old tree or the new one, never a part of each. The links come after the
# swap and go once they lead nowhere; the old tree goes last.
SWAP = """cd "$1" && shift || exit 1
old=$(/busybox readlink ..data)
new=$(/busybox readlink ..data_tmp)
/busybox mv -T ..data_tmp ..data || exit 1
for top; do [ -L "./$top" ] || /busybox ln -s "..data/$top" "./$top" || exit 1; done
for link in * .[!.]* ..?*; do
  if [ -L "./$link" ] && [ ! -e "./$link" ]; then /busybox rm -f "./$link"; fi
done
if [ -n "$old" ] && [ "$old" != "$new" ]; then /busybox rm -rf "./$old"; fi"""


def refresh(engine: Engine, pause_id: str, plans: Sequence[VolumePlan], now: datetime) -> None:
    """Give each volume whose files differ from its plan the files of the plan."""
    stale = [
        plan for plan in plans if plan.files is not None and not _is_current(engine, pause_id, plan)
    ]
    if not stale:
        return
    engine.unpack(pause_id, names.VOLUMES_FOLDER, refilling(stale, now))
    for plan in stale:
        command = ["/busybox", "sh", "-c", SWAP, "sh", _folder(plan), *tops(plan)]
        code, output = engine.run(pause_id, command)
        if code:
            logger.warning("Could not swap the content of %s: %s", plan.engine_name, output)


def _is_current(engine: Engine, pause_id: str, plan: VolumePlan) -> bool:
    found = engine.stat(pause_id, f"{_folder(plan)}/{DATA}")
    return found is not None and found.target.endswith(f".{plan.digest}")


def _folder(plan: VolumePlan) -> str:
    return f"{names.VOLUMES_FOLDER}/{plan.name}"
