# The server and its page as one image: built where the compilers are, run where they are not.
# What the run-time stage needs from outside is a Postgres and a Redis; docker-compose.yml has both.

FROM node:22-bookworm-slim AS page
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/var/cache/npm \
    npm ci --ignore-scripts --cache /var/cache/npm
# The reference at /docs is made of the contract.
COPY src/protocol src/protocol
COPY src/protocol src/protocol
COPY web web
RUN npm run build

FROM debian:bookworm-slim AS server
WORKDIR /src
COPY tools/dev/packages.sh tools/dev/
# The list that ./dev compiles with.
RUN apt-get update \
 && bash -c '. tools/dev/packages.sh && apt-get install -y --no-install-recommends "${packages_compile[@]}"' \
 && rm -rf /var/lib/apt/lists/*
COPY CMakeLists.txt CMakePresets.json ./
COPY cmake cmake
COPY include include
COPY src src
RUN --mount=type=cache,target=/var/cache/ccache \
    export CCACHE_DIR=/var/cache/ccache \
 && cmake --preset release -DCHATELIER_TESTS=OFF \
 && cmake --build --preset release --target chatelier \
 && install -D --strip build/release/chatelier /out/chatelier

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="Chatelier" \
      org.opencontainers.image.description="Self-hosted chat and drawing board" \
      org.opencontainers.image.licenses="MIT"
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libboost-url1.81.0 libfmt9 libhiredis0.14 libicu72 libjemalloc2 libpq5 libpqxx-6.4 libprometheus-cpp-core1.0 \
      libsodium23 libspdlog1.10 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/apt /var/log/dpkg.log \
 && groupadd --system --gid 10001 chatelier \
 && useradd --system --uid 10001 --gid chatelier --home-dir /var/lib/chatelier --shell /usr/sbin/nologin chatelier \
 && install -d -o chatelier -g chatelier -m 0750 /var/lib/chatelier
COPY deploy/container/healthy.sh /usr/local/bin/chatelier-healthy
COPY --from=page /src/web/dist /usr/share/chatelier/web
COPY migrations /usr/share/chatelier/migrations
COPY --from=server /out/chatelier /usr/local/bin/chatelier
# A library that the list above lacks ends the build, not the first start.
RUN chatelier --version

ENV CHATELIER_HOST=0.0.0.0 \
    CHATELIER_PORT=8080 \
    CHATELIER_DATA_DIR=/var/lib/chatelier \
    CHATELIER_WEB_DIR=/usr/share/chatelier/web \
    CHATELIER_MIGRATIONS_DIR=/usr/share/chatelier/migrations
USER chatelier
WORKDIR /var/lib/chatelier
EXPOSE 8080
# Alive, not ready: what restarts unhealthy containers cannot heal a Postgres that is away.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["chatelier-healthy", "/healthz"]
ENTRYPOINT ["chatelier"]
CMD ["serve"]
