# Podlab for a server: the targets web, node and database of docker-compose.yml.
# `make server` puts the wheels and the front-end bundle where this finds them, and makes the base.
ARG BASE=podlab/base

FROM ${BASE} AS python
RUN apt-get update -q && apt-get install -qy --no-install-recommends python3 \
 && useradd --system --uid 65532 --home-dir /nonexistent podlab

FROM python AS packages
RUN apt-get install -qy --no-install-recommends python3-venv
COPY requirements.txt var/server/wheels /wheels/
RUN python3 -m venv /opt/podlab \
 && /opt/podlab/bin/pip install --no-index --find-links /wheels --require-hashes \
      -r /wheels/requirements.txt

FROM python AS program
COPY --from=packages /opt/podlab /opt/podlab
WORKDIR /srv/podlab
COPY podlab podlab
ENV PATH=/opt/podlab/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

FROM program AS node
CMD ["python", "-m", "podlab.node", "--listen", "0.0.0.0:8801", "--advertise", "node:8801", \
     "--data-dir", "/var/lib/podlab", "--kubeconfig", "/run/podlab/kubeconfig", \
     "--pod-security", "restricted"]

FROM program AS web
RUN apt-get update -q && apt-get install -qy --no-install-recommends git
RUN rm -r podlab/node
COPY manage.py ./
COPY templates templates
COPY static static
COPY lessons lessons
COPY locale locale
RUN pybabel compile --directory locale --domain "django djangojs"
COPY deploy/start-web /usr/local/bin/
CMD ["start-web"]

FROM ${BASE} AS database
RUN apt-get update -q && apt-get install -qy --no-install-recommends postgresql
COPY deploy/start-database /usr/local/bin/
CMD ["start-database"]
