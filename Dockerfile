# syntax=docker/dockerfile:1
# One image with one program. It brings no database: DATABASE_URL names one.

FROM node:22-bookworm-slim AS frontend
WORKDIR /oin/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY frontend ./
# The brand logos are drawn for the integrations in this list.
COPY seed-data/apps.tsv ../seed-data/apps.tsv
RUN npm run build

FROM rust:1.95-bookworm AS backend
WORKDIR /oin
COPY . .
COPY --from=frontend /oin/frontend/dist frontend/dist
# The cache is not part of the image, so the program is copied out of it.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/oin/target \
    cargo build --release --locked --package oin-server --bin oin \
    && cp target/release/oin /usr/local/bin/oin

FROM debian:bookworm-slim
# Certificates of the web's authorities, to fetch metadata and to send mail over TLS.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin oin \
    && install --directory --owner=oin --group=oin --mode=0700 /data
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/oin/
COPY --from=backend /usr/local/bin/oin /usr/local/bin/oin

ENV OIN_LISTEN=0.0.0.0:8080 OIN_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
USER 10001:10001
STOPSIGNAL SIGTERM
# The slim image has no HTTP client; bash can open a connection by itself.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r -t 2 answer <&3 && [[ $answer == *' 200 '* ]]"]
ENTRYPOINT ["oin"]
CMD ["serve"]
