# What the demo checks rather than shows: a failure here ends it with an error. Sourced by scripts/demo.

# expect_label PHOTO PATTERN
expect_label() {
    [[ ${labels[$1]} =~ ^($2)$ ]] || fail "$1 came out as “${labels[$1]}”."
    say "  as expected, $1 is “${labels[$1]}”."
}

check_known_photos() {
    [ -z "$own_photos" ] || return 0
    expect_label chelsea.png 'tabby, tabby cat|tiger cat|Egyptian cat'
    expect_label coffee.png espresso
}

# First shows that the search finds what is there, then searches all that the operator can see.
search_for_secrets() {
    local photo name secrets=()
    for photo in "${photos[@]}"; do secrets+=(--secret "photograph $(basename "$photo")=$photo"); done
    for name in "${!labels[@]}"; do
        # A shorter label may be a word of anybody's.
        [ "${#labels[$name]}" -lt 8 ] || secrets+=(--text "label of $name=${labels[$name]}")
    done
    secrets+=(--secret "model=$model" --secret "function=$pipeline")
    scripts/canaries --self-test
    scripts/canaries "${secrets[@]}" --under "$cloud" --under "$sockets" --process "${pids[server]}" --process "${pids[measurer]}"
}

# An administrator asks for the business's photograph: the answer is the one for something that does not exist.
ask_as_administrator() {
    local asset answer status=0 absent
    asset=$(as business asset list --json | jq -er '.assets[0].asset')
    answer=$(as operator asset show "$asset" --json 2>&1) || status=$?
    [ "$status" -eq 4 ] || fail "the operator asked for asset $asset and got exit code $status: $answer"
    absent=$(as operator asset show 00000000000000000000000000000000 --json 2>&1) || true
    [ "${answer//$asset/ID}" = "${absent//00000000000000000000000000000000/ID}" ] || fail "absent and forbidden assets are told apart: $answer / $absent"
    say "The operator asks for the business's asset $asset, and is told the same as for one that does not exist:"
    say "  $answer"
}

# Exit code 3: the appraisal failed and nothing was sent.
expect_refusal() {
    local answer status=0
    answer=$(as business run create --agreement "$agreement" --input "photo=${classified[0]}" --output-dir "$homes/business/results/refused" 2>&1) || status=$?
    printf '%s\n' "$answer" | sed 's/^/  /'
    [ "$status" -eq 3 ] || fail "the client should have refused with exit code 3, not $status."
    [ ! -e "$homes/business/results/refused/labels" ] || fail "there is a result that nobody should have computed."
}

summary() {
    cat <<TEXT

$(printf '\033[1mWhat happened\033[0m')
  ${#classified[@]} photographs were classified as sealed assets, and one of them $calls times inline.
  The business read the labels. The model owner, the function owner and the operator read nothing,
  though the operator searched every file, log and process of the server.
  A server with one changed byte got nothing from anybody.
  This was a SOFTWARE TEE: the whole path is real, but only hardware keeps the machine's owner out of memory.
  It took $((SECONDS - started)) s. State and logs are in .demo (make clean-state removes them).
TEXT
}
