# syntax=docker/dockerfile:1

FROM node:20-bookworm-slim AS web
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY frontend ./
RUN npm run build

FROM rust:1.95-bookworm AS service
WORKDIR /build
COPY . .
COPY --from=web /build/frontend/dist frontend/dist
# The commit that is built, for livekit_console_build_info: docker build --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=unknown
ENV CONSOLE_REVISION=$REVISION
# The caches are no part of the image, so the program is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --locked --profile dist --bin livekit-console \
    && install -D target/dist/livekit-console /out/livekit-console \
    && install -d /out/state

FROM debian:bookworm-slim
ARG REVISION=unknown
LABEL org.opencontainers.image.title="livekit-console" \
      org.opencontainers.image.description="Operations and monitoring console for LiveKit" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision=$REVISION
# Certificates for LiveKit, Postgres and notifications over TLS; nothing else is added.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=service /out/livekit-console /usr/local/bin/livekit-console
# A new volume takes its owner from this folder. 65532 is nobody's number on the usual systems.
COPY --from=service --chown=65532:65532 /out/state /var/lib/livekit-console
# A folder for the database and the journal. It binds loopback, as everywhere, until BIND says otherwise.
ENV DATABASE_URL=sqlite:/var/lib/livekit-console/console.db \
    JOURNAL_DIR=/var/lib/livekit-console/journal
WORKDIR /var/lib/livekit-console
VOLUME /var/lib/livekit-console
USER 65532:65532
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --start-interval=1s \
    CMD ["livekit-console", "health"]
ENTRYPOINT ["livekit-console"]
