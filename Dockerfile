# syntax=docker/dockerfile:1

# The web console's files are the same for every platform, so they are built on the builder's own.
FROM --platform=$BUILDPLATFORM node:20-bookworm-slim AS web
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY frontend ./
RUN npm run build

FROM rust:1.95-bookworm AS service
WORKDIR /build
# First the dependencies alone, with an empty program: this layer stays until the lock file changes.
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    mkdir -p src benches/console \
    && echo 'fn main() {}' > src/main.rs \
    && echo 'fn main() {}' > benches/console/main.rs \
    && touch src/lib.rs \
    && cargo build --locked --profile dist --bin livekit-console \
    && rm -r src benches
COPY THIRD_PARTY_LICENSES.md ./
COPY migrations migrations
COPY src src
COPY benches benches
COPY --from=web /build/frontend/dist frontend/dist
# The commit that is built, for livekit_console_build_info: docker build --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=unknown
ENV CONSOLE_REVISION=$REVISION
# Cargo compares times: the sources are newer than the empty program.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    find src -name '*.rs' -exec touch {} + \
    && cargo build --locked --profile dist --bin livekit-console \
    && install -D target/dist/livekit-console /out/livekit-console \
    && install -d /out/state

# glibc, libgcc and certificates; no shell, no package manager. It runs as user 65532.
FROM gcr.io/distroless/cc-debian12:nonroot
ARG REVISION=unknown
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="livekit-console" \
      org.opencontainers.image.description="Operations and monitoring console for LiveKit" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/livekit-console/livekit-console" \
      org.opencontainers.image.documentation="https://github.com/livekit-console/livekit-console/blob/main/README.md" \
      org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$REVISION
COPY --from=service /out/livekit-console /usr/local/bin/livekit-console
COPY LICENSE THIRD_PARTY_LICENSES.md /usr/share/doc/livekit-console/
# A new volume takes its owner from this folder.
COPY --from=service --chown=65532:65532 /out/state /var/lib/livekit-console
# A folder for the database and the journal: nothing else is written, so the root may be read-only. It binds
# loopback, as everywhere, until BIND says otherwise.
ENV DATA_DIR=/var/lib/livekit-console
WORKDIR /var/lib/livekit-console
VOLUME /var/lib/livekit-console
USER 65532:65532
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --start-interval=1s \
    CMD ["livekit-console", "health"]
ENTRYPOINT ["livekit-console"]
