ARG BASE=python:3.11-slim

# --- first stage: the environment, from hashes alone ---
FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/gaemi
COPY requirements.lock /src/
RUN /opt/gaemi/bin/pip install --quiet --require-hashes --requirement /src/requirements.lock
COPY pyproject.toml README.md LICENSE /src/
COPY core /src/core
COPY bot /src/bot
COPY storage /src/storage
COPY sim /src/sim
# Built without isolation: setuptools is locked too, nothing else is fetched.
RUN /opt/gaemi/bin/pip install --quiet --no-deps --no-build-isolation /src \
    && /opt/gaemi/bin/pip uninstall --quiet --yes pip setuptools

# --- second stage: the environment and nothing else ---
FROM ${BASE}
ENV PATH=/opt/gaemi/bin:$PATH PYTHONUTF8=1 PYTHONUNBUFFERED=1 GAEMI_HOME=/data
# The number is spelled out so that an orchestrator can check that it is not root.
RUN mkdir -m 0700 /data && chown 10001:10001 /data
COPY --from=build /opt/gaemi /opt/gaemi
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s CMD ["gaemi", "--version"]
ENTRYPOINT ["gaemi"]
CMD ["run"]
