/// Proves by trying that jails work here and hold, before the executor takes any work.
enum JailCheck {
    private static let time = Duration.seconds(30)
    /// How bubblewrap reports a program that ended by SIGSYS.
    private static let endedByFilter: Int32 = 128 + 31
    private static let maximumDiagnostics = 500

    /// Starts a jail that tries everything forbidden; throws unless all of it was refused.
    static func run(_ image: JailImage) async throws {
        // Nothing secret is in this jail, so what bubblewrap says may be shown to the operator.
        let diagnostics = try MemoryFile(name: "diagnostics")
        let jail = try await Jail.start(image, diagnostics: diagnostics)
        do {
            let (findings, status) = try await jail.check(within: time)
            await jail.end()
            guard findings.isEmpty else {
                throw ExecutionError(.jailsUnsound, "A jail could do what it must not: \(findings.joined(separator: ", ")).")
            }
            guard status == endedByFilter else {
                throw ExecutionError(
                    .jailsUnsound, "A jail was not ended when it made a forbidden call: the kernel does not apply seccomp filters.")
            }
        } catch is JailFailure {
            await jail.end()
            let text = diagnostics.text(atMost: maximumDiagnostics)
            throw ExecutionError(
                .jailsImpossible,
                "No jail can be started here; bubblewrap needs user name spaces (sysctl user.max_user_namespaces)"
                    + (text.isEmpty ? "." : ". It said: \(text)"))
        }
    }
}

extension MemoryFile {
    /// The printable part of the first bytes.
    fileprivate func text(atMost count: Int) -> String {
        let bytes = (try? readable(atMost: count)) ?? []
        return String(decoding: bytes.map { (0x20..<0x7f).contains($0) ? $0 : 0x20 }, as: UTF8.self)
    }
}
