"""Looking at a file in a container, by a few words of its own shell."""

from podlab.exercises.checking.files.deciding import File, file_of
from podlab.exercises.checking.files.volumes import LOOK as LOOK_INTO
from podlab.exercises.checking.insides.running import ask_shell
from podlab.pods.objects import JsonObject

# $1 is the path; with $2 its text is read too, which is seen as a read. Nothing is opened to
# write: whether a file system may be written is in the options of its mount.
LOOK = r"""
if [ ! -e "$1" ] && [ ! -L "$1" ]; then echo "exists no"; exit 0; fi
echo "exists yes"
stat -L -c 'kind %F' "$1"; stat -L -c 'size %s' "$1"; stat -L -c 'identity %d:%i' "$1"
here=$(readlink -f "$1"); best=; options=
while read -r _ point _ how _; do
  case "$here/" in "${point%/}/"*)
    if [ ${#point} -ge ${#best} ]; then best=$point; options=$how; fi;;
  esac
done < /proc/mounts
case ",$options," in *,ro,*) echo "writable no";;
*) if [ -w "$1" ]; then echo "writable yes"; else echo "writable no"; fi;; esac
if [ -n "$2" ] && [ -f "$1" ]; then
  echo "sha256 $(sha256sum < "$1" | cut -d' ' -f1)"
  echo text
  head -c 65536 "$1"
fi
"""


async def file_in(pod: JsonObject, container: str, path: str, *, text: bool) -> File:
    """What the container sees there; raises CannotCheck, ClusterError."""
    return file_of(await ask_shell(pod, container, LOOK, path, "text" if text else ""))


async def volume_in(pod: JsonObject, container: str, path: str) -> str:
    """How old what is in a volume is; raises CannotCheck, ClusterError."""
    return await ask_shell(pod, container, LOOK_INTO, path)
