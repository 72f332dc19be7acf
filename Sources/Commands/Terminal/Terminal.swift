#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes for people and for programs: results on standard output, everything else on standard error.
enum Terminal {
    /// Prints a line on standard output, with what could steer a terminal made visible.
    static func print(_ line: String) { write(escaped(line) + "\n", to: STDOUT_FILENO) }

    /// Prints a line on standard error, with what could steer a terminal made visible.
    static func note(_ line: String) { write(escaped(line) + "\n", to: STDERR_FILENO) }

    /// Writes to standard error as it is; for our own bars only.
    static func writeError(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Replaces control characters other than newline and tab, so that another party's text cannot steer the terminal.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: steersTerminal) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if steersTerminal(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func steersTerminal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0a: false
        case 0..<0x20, 0x7f..<0xa0, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                #if canImport(Glibc)
                    let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
                #else
                    let written = Darwin.write(descriptor, rest.baseAddress, rest.count)
                #endif
                guard written > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            }
        }
    }
}
