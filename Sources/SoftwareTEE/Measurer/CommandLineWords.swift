import Attestation

/// What the measurer reads from a caller's command line: its role and its configuration file.
struct CommandLineWords: Equatable {
    static let maximumLength = 65_536

    let role: NodeRole
    /// The path as it was given; nil if the caller has no configuration.
    let configuration: String?

    /// Reads the bytes of `/proc/PID/cmdline`, words that each end with a zero byte.
    init(_ bytes: [UInt8]) throws(AttestationError) {
        guard bytes.last == 0 else { throw AttestationError(.refused, "the command line cannot be read") }
        var words: [String] = []
        for word in bytes.dropLast().split(separator: 0, omittingEmptySubsequences: false) {
            guard let text = String(validating: word, as: UTF8.self) else {
                throw AttestationError(.refused, "the command line is not UTF-8")
            }
            words.append(text)
        }
        switch words.dropFirst().first {
        // `ledger` works on a stopped control node's ledger, with its keys.
        case "control", "all", "ledger": role = .control
        case "executor": role = .executor
        default: throw AttestationError(.refused, "the first argument is no role: it must be control, executor, all or ledger")
        }
        configuration = try Self.configuration(in: words.dropFirst(2))
    }

    private static func configuration(in arguments: ArraySlice<String>) throws(AttestationError) -> String? {
        var found: [String] = []
        var rest = arguments
        while let argument = rest.popFirst() {
            if argument == "--config" {
                guard let value = rest.popFirst() else { throw AttestationError(.refused, "--config names no file") }
                found.append(value)
            } else if argument.hasPrefix("--config=") {
                found.append(String(argument.dropFirst("--config=".count)))
            }
        }
        guard found.count <= 1 else { throw AttestationError(.refused, "--config is given more than once") }
        guard found.first != "" else { throw AttestationError(.refused, "--config names no file") }
        return found.first
    }
}
