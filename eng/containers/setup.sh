# Sourced by eng/container-check and eng/vercel-check: container tools with a storage of their own under artifacts/containers, so that
# nothing of this machine's own images is touched, and the base images of the Dockerfile.
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$repository/artifacts/containers
sdk_image=mcr.microsoft.com/dotnet/sdk:10.0
runtime_image=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
image=localhost/mcp-redis:check
stand_ins=''

say() { echo "${0##*/}: $*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

need_tools() { # --install or nothing, TOOL…
    local install=$1 missing=()
    shift
    for tool in "$@"; do have "$tool" || missing+=("$tool"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ -z "$install" ]; then
        say "missing: ${missing[*]}. On Debian: apt-get install --no-install-recommends buildah podman runc debootstrap netavark iptables docker-registry; or give --install"
        exit 3
    fi
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
        buildah podman runc debootstrap netavark iptables docker-registry >&2
}

# Where limits cannot be raised (no CAP_SYS_RESOURCE) runc fails on those it is told to set: then it is told none.
write_runc() {
    runc=$work/bin/runc
    mkdir -p "$work/bin"
    cat >"$runc" <<END
#!/usr/bin/env python3
import json, os, sys
arguments = sys.argv[1:]
def without_limits(path, process):
    with open(path) as file: config = json.load(file)
    process(config).pop("rlimits", None)
    with open(path, "w") as file: json.dump(config, file)
for option, value in zip(arguments, arguments[1:]):
    if option in ("--bundle", "-b"): without_limits(os.path.join(value, "config.json"), lambda c: c.get("process", {}))
    if option in ("--process", "-p") and os.path.exists(value): without_limits(value, lambda c: c)
os.execv("$(command -v runc)", ["runc"] + arguments)
END
    chmod +x "$runc"
}

use_own_storage() {
    mkdir -p "$work/storage" "$work/run"
    export CONTAINERS_STORAGE_CONF=$work/storage.conf
    printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "%s"\n' "$work/storage" "$work/run" >"$CONTAINERS_STORAGE_CONF"
    write_runc
}

# --events-backend, --cgroup-manager: without systemd and its journal, as in most places where this runs.
pod() { podman --runtime "$runc" --cgroup-manager cgroupfs --events-backend file --log-level error "$@"; }

# chroot and the network of this machine: needs no namespaces that a build machine may refuse.
bud() { buildah bud --layers --isolation chroot --network host --pull-never --format docker "$@"; }

# The real base images where they can be had, else stand-ins under their names, made of Debian and the .NET of this machine.
need_bases() { # real | stand-ins | any
    local wish=$1
    if [ "$wish" != stand-ins ] && have_image $sdk_image real && have_image $runtime_image real; then return 0; fi
    if [ "$wish" != stand-ins ] && pull $sdk_image && pull $runtime_image; then return 0; fi
    [ "$wish" != real ] || { say "the base images cannot be had here"; exit 3; }
    stand_ins=yes
    have_image $sdk_image stand-in || make_sdk
    have_image $runtime_image stand-in || make_runtime
}

# Also where a stand-in goes by that name already.
pull() { timeout 600 buildah pull -q --policy always "$1" >/dev/null 2>&1; }

have_image() { # IMAGE real|stand-in
    local label
    label=$(buildah inspect --type image --format '{{index .OCIv1.Config.Labels "stand-in"}}' "$1" 2>/dev/null) || return 1
    [ "$2" = stand-in ] && [ "$label" = yes ] || { [ "$2" = real ] && [ "$label" != yes ]; }
}

dotnet_folder() { dirname "$(readlink -f "$(command -v dotnet)")"; }

# Debian's smallest system, the SDK, and the authorities this machine trusts, since it is this machine's feed that is asked.
make_sdk() {
    local container authorities=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt} dotnet
    dotnet=$(dotnet_folder)
    say "making a stand-in for $sdk_image"
    [ -e "$work/rootfs/etc/debian_version" ] || debootstrap --variant=minbase --include=ca-certificates bookworm "$work/rootfs" >"$work/debootstrap.log" 2>&1
    container=$(buildah from scratch)
    buildah add -q "$container" "$work/rootfs" / >/dev/null
    buildah add -q "$container" "$dotnet" /usr/share/dotnet >/dev/null
    buildah add -q "$container" "$authorities" /etc/ssl/certs/ca-certificates.crt >/dev/null
    buildah run --isolation chroot --network host "$container" -- ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
    buildah config --label stand-in=yes --env APP_UID=1654 --env DOTNET_RUNNING_IN_CONTAINER=true --env DOTNET_CLI_TELEMETRY_OPTOUT=1 --env DOTNET_NOLOGO=1 \
        --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true --env NUGET_CERT_REVOCATION_MODE=offline --env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt "$container"
    buildah commit -q --rm --format docker "$container" $sdk_image >/dev/null
}

# As the chiseled image: the runtime, the libraries it is linked to, a user without a password, no shell and nothing to install with.
make_runtime() {
    local container root=$work/runtime dotnet
    dotnet=$(dotnet_folder)
    say "making a stand-in for $runtime_image"
    rm -rf "$root" && mkdir -p "$root"/{etc,home/app,tmp,usr/bin,usr/lib,usr/lib64,usr/share/dotnet}
    chmod 1777 "$root/tmp" && chown 1654:1654 "$root/home/app"
    ln -s usr/lib "$root/lib" && ln -s usr/lib64 "$root/lib64" && ln -s /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
    cp -r "$dotnet"/{dotnet,host,shared} "$root/usr/share/dotnet/"
    { find "$dotnet" -path "$dotnet/sdk" -prune -o \( -name '*.so' -o -name dotnet \) -type f -print | xargs ldd 2>/dev/null | grep -oE '/[^ ]+\.so[^ ]*'
      ldconfig -p | grep -oE '/[^ ]*/lib(ssl|crypto)\.so\.3$'; } | sort -u | grep -v "^$dotnet" | while read -r library; do
        mkdir -p "$root$(dirname "$library")" && cp -L "$library" "$root$library"
    done
    printf 'root:x:0:0::/root:\napp:x:1654:1654::/home/app:\n' >"$root/etc/passwd"
    printf 'root:x:0:\napp:x:1654:\n' >"$root/etc/group"
    container=$(buildah from scratch)
    buildah add -q "$container" "$root" / >/dev/null
    buildah config --label stand-in=yes --user 1654 --env PATH=/usr/bin --env APP_UID=1654 --env ASPNETCORE_HTTP_PORTS=8080 \
        --env DOTNET_RUNNING_IN_CONTAINER=true --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true "$container"
    buildah commit -q --rm --format docker "$container" $runtime_image >/dev/null
    rm -rf "$root"
}
