# The demo's stage: folders, scenes, and processes that never outlive it. Sourced by scripts/demo.

readonly stage=$project/.demo
readonly cloud=$stage/cloud       # all that the operator can see: state, blobs, logs, temporary files
readonly homes=$stage/parties     # each party's own machine
readonly configuration=${CONFIGURATION:-release} # debug builds faster, and runs slower
case $configuration in
debug) readonly programs=$project/.build/debug ;;
release) readonly programs=$project/.build-release/release ;;
*) fail "CONFIGURATION must be debug or release." ;;
esac
readonly calls=200

scenes=0
declare -A pids=()

scene() {
    scenes=$((scenes + 1))
    printf '\n\033[1m%d. %s\033[0m\n' "$scenes" "$*"
}

# Fresh folders; sockets get one with a short path, because a socket's path is limited to 107 bytes.
prepare_stage() {
    rm -rf "$stage"
    mkdir -p "$stage"
    chmod 700 "$stage"
    mkdir -p "$cloud"/{log,tmp,programs} "$homes"
    sockets=$(mktemp -d /tmp/cloister-demo.XXXXXX)
    started=$SECONDS
    trap finish EXIT
    trap 'exit 130' INT TERM
}

# start NAME PROGRAM ARGUMENT...: in an environment of its own, output to a log of this name.
start() {
    local name=$1
    shift
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$cloud" TMPDIR="$cloud/tmp" LC_ALL=C.UTF-8 ORT_DISABLE_TELEMETRY=1 SWIFT_BACKTRACE=enable=no \
        "$@" </dev/null >>"$cloud/log/$name.log" 2>&1 &
    pids[$name]=$!
}

# stop NAME: asks, waits ten seconds, then insists.
stop() {
    local pid=${pids[$1]-} tries
    [ -n "$pid" ] || return 0
    unset "pids[$1]"
    kill -TERM "$pid" 2>/dev/null || true
    for ((tries = 0; tries < 200; tries++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

# await NAME WHAT COMMAND...: until the command succeeds; fails if the process ends first or half a minute passes.
await() {
    local name=$1 what=$2 tries
    shift 2
    for ((tries = 0; tries < 600; tries++)); do
        if "$@" 2>/dev/null; then return; fi
        kill -0 "${pids[$name]}" 2>/dev/null || break
        sleep 0.05
    done
    tail -n 20 "$cloud/log/$name.log" >&2
    fail "$name did not get so far that $what; the end of its log is above."
}

finish() {
    local status=$? name
    trap - EXIT
    # The measurer goes last: the others may still ask it something.
    for name in "${!pids[@]}"; do [ "$name" = measurer ] || stop "$name"; done
    stop measurer
    rm -rf "$sockets"
    [ "$status" -eq 0 ] || printf '\nThe demo stopped with status %d. Its logs are in %s.\n' "$status" "$cloud/log" >&2
    exit "$status"
}

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }
