# Sourced by the other scripts: where the project is, which tools it uses, how it speaks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly project=$PWD
readonly wheels=$project/.wheels
readonly python=$wheels/venv/bin/python
readonly onnxruntime=$wheels/onnxruntime/onnxruntime/capi/libonnxruntime.so.1.32.0

# ONNX Runtime uploads telemetry unless it is told not to before it is loaded.
export ORT_DISABLE_TELEMETRY=1
export PYTHONDONTWRITEBYTECODE=1

# A toolchain in its usual folder is used although it is not on the PATH.
if ! command -v swift >/dev/null && [ -x /opt/swift/usr/bin/swift ]; then
    export PATH=$PATH:/opt/swift/usr/bin
fi

say() { printf '%s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The lines of a list file without comments and empty lines.
entries() { sed -e 's/[[:space:]]*#.*//' -e '/^[[:space:]]*$/d' "$1"; }
