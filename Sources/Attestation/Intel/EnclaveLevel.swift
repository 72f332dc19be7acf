import Wire

/// One level of an enclave's or a TDX module's security version.
package struct EnclaveLevel: Hashable, Sendable {
    /// The least ISVSVN.
    package let securityVersion: UInt16
    package let verdict: TCBLevelVerdict

    /// What such documents say: an enclave or module is up to date, out of date or revoked, and nothing between.
    private static let statuses: [TCBStanding.Status] = [.upToDate, .outOfDate, .revoked]

    /// Reads `tcbLevels`, which must descend.
    static func list(in document: DocumentMembers) throws(AttestationError) -> [EnclaveLevel] {
        var levels: [EnclaveLevel] = []
        for item in try document.items("tcbLevels", 1...256) {
            let level = DocumentMembers(item, document.title)
            let securityVersion = UInt16(try level.object("tcb").number("isvsvn", in: 0...65_535))
            let verdict = try TCBLevelVerdict(level)
            guard statuses.contains(verdict.status), levels.last.map({ $0.securityVersion > securityVersion }) ?? true else {
                throw document.malformed("tcbLevels")
            }
            levels.append(EnclaveLevel(securityVersion: securityVersion, verdict: verdict))
        }
        return levels
    }

    /// The first level that a security version reaches.
    static func first(of levels: [EnclaveLevel], reachedBy version: UInt16) -> TCBLevelVerdict? {
        levels.first { version >= $0.securityVersion }?.verdict
    }
}
