# syntax=docker/dockerfile:1

# Stage 1: everything as wheels, also what is published as source alone.
FROM python:3.13-slim AS wheels
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY LICENSES/ LICENSES/
COPY src/ src/
COPY knowledge/ knowledge/
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

# Stage 2: what runs. It has no compiler, no source tree and no package index to ask.
FROM python:3.13-slim
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index /wheels/*.whl

# A number and not a name, so that an orchestrator can tell that this is not root.
RUN useradd --uid 10001 --user-group --no-log-init --no-create-home --shell /usr/sbin/nologin bot \
    && install -d -o bot -g bot -m 0700 /data
COPY --chown=10001:10001 knowledge/ /knowledge/
USER 10001
WORKDIR /data

# Inside a container, 127.0.0.1 would be heard by nobody.
ENV BOT_KNOWLEDGE=/knowledge \
    BOT_DATA=/data \
    BOT_WEBHOOK_LISTEN=0.0.0.0:8080 \
    BOT_HTTP_LISTEN=0.0.0.0:8081 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
VOLUME ["/knowledge", "/data"]
EXPOSE 8080 8081
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; port = os.environ['BOT_HTTP_LISTEN'].rpartition(':')[2]; web.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=4)"]
ENTRYPOINT ["bulletin-bot"]
CMD ["run"]
