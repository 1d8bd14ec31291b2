# All images. Every service and a PostgreSQL in one container: docker build .
# One service: docker build --target service --build-arg APP=room .   docs/guides/images.md explains the arguments.
ARG APP=all-in-one
ARG BASE=debian:12-slim
ARG BUILD_BASE=node:26-bookworm-slim

# What npm reads: packages are installed again only when this changes.
FROM ${BUILD_BASE} AS manifests
COPY . /source
RUN find /source -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

# What a server needs, in the layers that all images share.
FROM ${BUILD_BASE} AS packages
ENV npm_config_userconfig=/run/secrets/npmrc
WORKDIR /source
COPY --from=manifests /source ./
RUN --mount=type=secret,id=npmrc --mount=type=secret,id=ca --mount=type=cache,target=/tmp/npm \
  npm ci --omit=dev --cache /tmp/npm
COPY tools/images/inside ./tools/images/inside
RUN node tools/images/inside/gather-packages.ts /image \
  && npm pkg delete devDependencies \
  && npm sbom --sbom-format cyclonedx --omit dev > /image/all-sbom.json

FROM ${BUILD_BASE} AS build
ENV npm_config_userconfig=/run/secrets/npmrc
WORKDIR /source
COPY --from=manifests /source ./
RUN --mount=type=secret,id=npmrc --mount=type=secret,id=ca --mount=type=cache,target=/tmp/npm \
  npm ci --cache /tmp/npm
COPY . ./
RUN npm run build

FROM build AS app
ARG APP
RUN --mount=from=packages,source=/image,target=/packages node tools/images/inside/gather-app.ts ${APP} /packages /image

# What all images have.
FROM ${BASE} AS common
RUN groupadd --gid 10001 chappe \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin chappe \
  && find / -xdev -type f -perm /6000 -exec chmod ug-s {} +
COPY --from=packages /image/node /
COPY --from=packages /image/packages /
COPY --from=app /image /
ARG APP
ARG VERSION=0.0.0
ARG REVISION=unknown
ENV NODE_ENV=production
LABEL org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/chappe/apps/${APP}
STOPSIGNAL SIGTERM

FROM common AS service
ARG APP
ARG TITLE="Chappe ${APP}"
LABEL org.opencontainers.image.title="${TITLE}"
USER 10001:10001
EXPOSE 8008 9090
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve", "--config", "/etc/chappe/chappe.yaml"]

FROM common AS all-in-one
ARG APP
RUN if [ "${APP}" != all-in-one ]; then echo "a service is built with --target service" >&2; exit 1; fi \
  && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=packages /image/postgres /
ARG TITLE="Chappe all-in-one: every service and a PostgreSQL in one container"
LABEL org.opencontainers.image.title="${TITLE}"
ENV CHAPPE_HTTP_ADDITIONAL_PORT=8448
USER 10001:10001
# What must be kept: signing key, database, compiled code.
VOLUME /data
EXPOSE 8008 8448
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8008/_chappe/ready').then((r) => process.exit(r.ok ? 0 : 1))"]
ENTRYPOINT ["node", "dist/main.js", "--data", "/data"]
