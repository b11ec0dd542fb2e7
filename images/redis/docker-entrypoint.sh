#!/bin/sh
# Start redis as the official image does: options alone are options of redis-server, and root
# becomes the user redis. Without a configuration file every address may connect.
set -eu
case ${1:-} in
  '' | -* | *.conf) set -- redis-server "$@" ;;
esac
[ "$1" = redis-server ] || exec "$@"
shift
case ${1:-} in
  '' | -*) set -- --protected-mode no "$@" ;;
esac
if [ "$(id -u)" = 0 ]; then
  find . ! -user redis -exec chown redis '{}' +
  exec setpriv --reuid redis --regid redis --clear-groups redis-server "$@"
fi
exec redis-server "$@"
