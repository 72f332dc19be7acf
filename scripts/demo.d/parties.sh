# What the parties do, each on its own machine (its folder below .demo/parties). Sourced by scripts/demo.

readonly model=$wheels/models/efficientnet-lite0.onnx
readonly pipeline=$wheels/models/image-classifier.json
# The agreement allows 1,000 runs; the calls in a row need their share.
readonly most_photos=500
readonly parties=(business model-owner function-owner operator)

# as PARTY ARGUMENT...: the CLI with this party's home.
as() {
    local party=$1
    shift
    CLOISTER_HOME=$homes/$party "$programs/cloister" "$@"
}

# field NAME < JSON
field() { jq -er ".$1"; }

# choose_photos FOLDER BASE: the photographs of the demo.
choose_photos() {
    local folder=$1
    own_photos=${folder:+yes}
    case $folder in
    "") folder=$wheels/photos ;;
    /*) ;;
    *) folder=$2/$folder ;;
    esac
    [ -d "$folder" ] || fail "there is no folder $folder. Type: make demo PHOTOS=folder with JPEG or PNG files in it"
    mapfile -t photos < <(find "$folder" -maxdepth 1 -type f \( -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' \) | sort)
    [ "${#photos[@]}" -gt 0 ] || fail "there is no JPEG or PNG file in $folder."
    if [ "${#photos[@]}" -gt "$most_photos" ]; then
        say "$folder holds ${#photos[@]} photographs; the demo takes the first $most_photos of them."
        photos=("${photos[@]:0:most_photos}")
    fi
}

create_identities() {
    local party
    declare -rgA roles=([business]=dataOwner [model-owner]=dataOwner [function-owner]=functionOwner [operator]=admin)
    for party in "${parties[@]}"; do
        as "$party" init --name "$party" --role "${roles[$party]}" --json >"$homes/$party.json"
        say "$party: $(field party <"$homes/$party.json")"
    done
}

# The measurement that a trust file pins is the one shown here. The root's key comes to each party by another way than
# the network; here it is read from the operator's own measurer.
attest_everyone() {
    local party
    for party in "${parties[@]}"; do
        as "$party" attest --server "$endpoint" --origin "$origin" --software-root "$root_key" \
            --accept-software-tee "I accept that a software TEE protects nothing" --pin >"$homes/$party.attest"
    done
    cat "$homes/business.attest"
    say "The other three saw and pinned the same."
}

register_everyone() {
    local party
    for party in "${parties[@]}"; do
        as "$party" party register --json >"$homes/$party.registered"
    done
    as operator party list
}

register_function() {
    local owner
    owner=$(field party <"$homes/function-owner.json")
    jq -n '{name: "image-classifier", version: "1.0.0", runtime: "onnx",
            inputs: [{name: "photo", maximumBytes: 16777216}, {name: "model", maximumBytes: 67108864, isModel: true}],
            outputs: [{name: "labels", maximumBytes: 4096}], audience: "everyone"}' >"$homes/function-owner/manifest.json"
    as function-owner function create --file "$homes/function-owner/manifest.json" --payload "$pipeline" --json >"$homes/function.json"
    function=$(field digest <"$homes/function.json")
    say "image-classifier@1.0.0 of $owner has the digest $function"
}

upload_model() {
    as model-owner asset create "$model" --name efficientnet-lite0 --function "$function" --json >"$homes/model.json"
    model_asset=$(field asset <"$homes/model.json")
    say "asset $model_asset; its usage policy allows only that digest."
}

make_agreement() {
    jq -n --arg function "$function" --arg model "$model_asset" --arg business "$(field party <"$homes/business.json")" \
        '{$function, inputs: {photo: {party: $business}, model: {asset: $model}}, outputs: {labels: [$business]},
          limits: {runs: 1000, days: 30}}' >"$homes/business/terms.json"
    as business agreement create --file "$homes/business/terms.json" --json >"$homes/agreement.json"
    agreement=$(field agreement <"$homes/agreement.json")
    say "business proposes, and has signed with that."
    local party
    for party in model-owner function-owner; do
        as "$party" agreement sign "$agreement" --yes --quiet >/dev/null
        say "$party has signed."
    done
    as business agreement show "$agreement"
}

# The labels that a run wrote, the most probable first.
top_label() { jq -r '.[0].label' "$1"; }

# A photograph of the user's own may be none: the sentence that says so is shown, and the others go on.
classify_sealed() {
    local photo name asset results
    declare -gA labels=()
    classified=()
    for photo in "${photos[@]}"; do
        name=$(basename "$photo")
        results=$homes/business/results/$name
        asset=$(as business asset create "$photo" --name "$name" --function "$function" --json | field asset)
        if ! as business run create --agreement "$agreement" --input "photo=asset:$asset" --output-dir "$results" --json >/dev/null; then
            [ -n "$own_photos" ] || fail "$name was not classified; the reason is above."
            say "  $name: not classified; the reason is above."
            continue
        fi
        labels[$name]=$(top_label "$results/labels")
        classified+=("$photo")
        jq -r --arg name "$name" '"  \($name): " + ([.[] | "\(.label | split(",")[0]) \(.probability * 1000 | round / 10) %"] | join(", "))' "$results/labels"
    done
    [ "${#classified[@]}" -gt 0 ] || fail "none of the photographs could be classified."
}

# The latencies are measured by the CLI: one session, one call after another.
classify_inline() {
    local photo=${classified[0]} name results=$homes/business/results/inline
    name=$(basename "$photo")
    as business run create --agreement "$agreement" --input "photo=$photo" --repeat "$calls" --output-dir "$results" --json >"$homes/inline.json"
    jq -r '"  \(.calls) calls: p50 \(.latency.p50) ms, p90 \(.latency.p90) ms, p99 \(.latency.p99) ms, slowest \(.latency.max) ms"' "$homes/inline.json"
    [ "$(top_label "$results/labels")" = "${labels[$name]}" ] || fail "inline and sealed runs of $name disagree."
}
