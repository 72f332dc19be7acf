# What the cloud operator does. Sourced by scripts/demo.

readonly origin=cloud.example/demo

# The node's configuration; its digest becomes part of the evidence.
configure_node() {
    port=$(free_port)
    endpoint=127.0.0.1:$port
    root_key=$("$programs/cloister-measurer" root --root "$cloud/measurer.root" 2>/dev/null)
    jq -n \
        --arg origin "$origin" --argjson port "$port" --arg state "$cloud/state" --arg measurer "$sockets/measurer" \
        --arg admin "$(jq -r .signingKey "$homes/operator.json")" --arg jail "$programs/cloister-jail" \
        --arg onnxruntime "$onnxruntime" --arg root "$root_key" \
        '{version: 1, $origin, listen: {host: "127.0.0.1", $port}, $state, $measurer, admins: [$admin], openRegistration: true,
          execution: {$jail, onnxRuntime: $onnxruntime, capacity: 2, warmJails: 2, runSeconds: 60, memoryMiB: 1024},
          trust: {softwareTEE: "I accept that a software TEE protects nothing", softwareRoots: [$root]}}' \
        >"$cloud/node.json"
}

start_cloud() {
    configure_node
    start measurer "$programs/cloister-measurer" serve --socket "$sockets/measurer" --root "$cloud/measurer.root"
    await measurer "its socket is there" test -S "$sockets/measurer"
    say "cloister-measurer runs (process ${pids[measurer]}); it holds the software root and measures whoever asks it."
    start_server "$programs/cloisterd-dev"
    say "cloisterd runs in role all (process ${pids[server]}) at $endpoint, its state in ${cloud#"$project"/}/state."
}

# start_server PROGRAM: the node with all roles.
start_server() {
    start server "$1" all --config "$cloud/node.json"
    await server "it listens at $endpoint" listens "$port"
}

# The same program with one byte changed where the kernel does not look (padding in the ELF header), and no state to
# read: only its measurement tells it apart.
tamper_with_server() {
    local tampered=$cloud/programs/cloisterd-dev
    stop server
    cp "$programs/cloisterd-dev" "$tampered"
    printf '\001' | dd of="$tampered" bs=1 seek=15 conv=notrunc status=none
    say "$(cmp -l "$programs/cloisterd-dev" "$tampered" | wc -l) byte of $(stat -c %s "$tampered") differs from the program that the parties pinned."
    mv "$cloud/state" "$cloud/state.before"
    start_server "$tampered"
}
