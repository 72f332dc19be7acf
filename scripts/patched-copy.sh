# Sourced after common.sh by the scripts that show what a change of the code breaks: a copy of the tree to which patches are applied one at a time.
# A patch begins with lines `Name: value` and then has the form of `git diff`. The caller sets `patches`, the folder of the patches.

readonly copy=$project/.build-mutants/package
readonly logs=$project/.build-mutants/logs

# The value of a header line: `field Tests NAME`.
field() { sed -n "s/^$1: *//p;/^---/q" "$patches/$2.patch"; }

# Makes the copy equal to the tree in the named folders.
copy_tree() {
    mkdir -p "$copy" "$logs"
    local file
    while IFS= read -r -d '' file; do
        [ -f "$file" ] || continue
        cmp -s "$file" "$copy/$file" || install -D --mode 644 "$file" "$copy/$file"
    done < <(git ls-files --cached --others --exclude-standard -z "$@")
    (cd "$copy" && find "$@" -type f -print0) | while IFS= read -r -d '' file; do
        [ -f "$file" ] || rm "$copy/$file"
    done
}

# Reduces the copy to the named targets: `reduce_copy TARGET[,TARGET…]`. A check removed may leave a variable that nothing reads: no warning is an error.
reduce_copy() {
    scripts/reduced-manifest "$1" | sed "s/treatAllWarnings(as: .error)/treatAllWarnings(as: .warning)/" >"$copy/Package.swift.new"
    cmp -s "$copy/Package.swift.new" "$copy/Package.swift" || cp "$copy/Package.swift.new" "$copy/Package.swift"
}

# Builds the copy: `build_copy LOG ARGUMENT…`.
build_copy() {
    local log=$1
    shift
    (cd "$copy" && swift build --scratch-path "$project/.build-mutants/build" "$@" </dev/null) >"$log" 2>&1
}

# Whole or not at all: a patch whose last part does not fit leaves nothing behind.
apply_patch() {
    local way=(--strip 1 --fuzz 2 --forward --silent --no-backup-if-mismatch --reject-file=-)
    (cd "$copy" && patch "${way[@]}" --dry-run <"$project/$patches/$1.patch" && patch "${way[@]}" <"$project/$patches/$1.patch") >"$logs/$1.log" 2>&1
}

restore() {
    local name file
    for name in "$@"; do
        while IFS= read -r file; do cp "$project/$file" "$copy/$file"; done < <(sed -n 's|^+++ b/||p' "$patches/$name.patch")
    done
}

# Sets `names` to the arguments, or to all patches, and refuses those without the header lines: `choose "HEADER…" NAME…`.
choose() {
    local headers=$1 patch name header
    shift
    names=("$@")
    if [ $# -eq 0 ]; then
        for patch in "$patches"/*.patch; do names+=("$(basename "$patch" .patch)"); done
    fi
    for name in "${names[@]}"; do
        [ -f "$patches/$name.patch" ] || fail "there is no $patches/$name.patch."
        for header in $headers; do
            [ -n "$(field "$header" "$name")" ] || fail "$patches/$name.patch has no line '$header: …'."
        done
    done
}
