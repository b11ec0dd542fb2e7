#!/bin/sh
# Start haproxy as the official image does: options alone are options of haproxy, which runs as
# master and worker in the foreground.
set -eu
case ${1:-} in
  '' | -*) set -- haproxy "$@" ;;
esac
[ "$1" = haproxy ] || exec "$@"
shift
exec haproxy -W -db "$@"
