"""Looking at a file in a container, by a few words of its own shell."""

from podlab.exercises.checking.files.deciding import File, file_of
from podlab.exercises.checking.insides.running import ask_shell
from podlab.pods.objects import JsonObject

# $1 is the path. Nothing is changed: a file is opened to append, and nothing is appended; whether
# a folder's file system may be written is in its mount's options.
LOOK = r"""
if [ ! -e "$1" ] && [ ! -L "$1" ]; then echo "exists no"; exit 0; fi
echo "exists yes"
stat -L -c 'kind %F' "$1"; stat -L -c 'size %s' "$1"; stat -L -c 'identity %d:%i' "$1"
if [ -f "$1" ]; then
  echo "sha256 $(sha256sum < "$1" | cut -d' ' -f1)"
  if ( : >> "$1" ) 2>/dev/null; then echo "writable yes"; else echo "writable no"; fi
elif [ -d "$1" ]; then
  here=$(cd "$1" && pwd -P); best=; options=
  while read -r _ point _ how _; do
    case "$here/" in "${point%/}/"*)
      if [ ${#point} -ge ${#best} ]; then best=$point; options=$how; fi;;
    esac
  done < /proc/mounts
  case ",$options," in *,ro,*) echo "writable no";;
  *) if [ -w "$1" ]; then echo "writable yes"; else echo "writable no"; fi;; esac
fi
echo text
if [ -f "$1" ]; then head -c 65536 "$1"; fi
"""


async def file_in(pod: JsonObject, container: str, path: str) -> File:
    """What the container sees there; raises CannotCheck, ClusterError."""
    return file_of(await ask_shell(pod, container, LOOK, path))
