#!/bin/sh
# Start envoy as the official image does: options alone are options of envoy, and root becomes the
# user envoy.
set -eu
case ${1:-} in
  '' | -*) set -- envoy "$@" ;;
esac
if [ "$1" = envoy ] && [ "$(id -u)" = 0 ]; then
  chown envoy /dev/stdout /dev/stderr 2>/dev/null || true
  exec setpriv --reuid envoy --regid envoy --clear-groups "$@"
fi
exec "$@"
