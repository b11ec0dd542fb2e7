"""Compare what two servers say of themselves with what their exporters say."""

import http.client
import json
import re
import socket
import sys


def page(port, path):
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    connection.request("GET", path)
    return connection.getresponse().read().decode()


def number(text, pattern):
    found = re.search(pattern, text, re.MULTILINE)
    return int(float(found[1])) if found else None


def keys():
    with socket.create_connection(("localhost", 6379), timeout=5) as redis:
        redis.sendall(b"DBSIZE\r\n")
        return int(redis.recv(64)[1:])


said = keys()
told = number(page(9121, "/metrics"), r'^redis_db_keys\{db="db0"\} (\S+)')
asked = number(page(8080, "/stub_status"), r"^ \d+ \d+ (\d+)")
counted = number(page(9113, "/metrics"), r"^nginx_http_requests_total (\S+)")
# Between the two readings the exporter has asked once itself.
right = said == told and counted == asked + 1
verdict = {
    "feedback": "" if right else "not_equal",
    "expected": f"{said} keys, {asked} requests and the exporter's own",
    "actual": f"{told} keys, {counted} requests",
}
sys.stdout.write(json.dumps(verdict) + "\n")
sys.exit(0 if right else 1)
