import Wire

/// The passage from one auditor set to the next, which the thresholds of both sign.
public struct AuditorSetChange: Hashable, Sendable {
    /// The longest text, in bytes.
    public static let maximumBytes = AuditorSet.maximumBytes + 1024

    /// The digest of the set before.
    public let previousSet: [UInt8]
    /// The number of the last manifest that the set before signed; 0 if it never signed one.
    public let lastSequence: UInt64
    /// That manifest's digest; the digest of the set before if there is none.
    public let lastDigest: [UInt8]
    /// The set that signs from now on.
    public let next: AuditorSet

    /// The passage from `set`, whose last manifest is `last`, to `next`, whose version is one higher.
    public init(from set: AuditorSet, last: ReleaseManifest?, to next: AuditorSet) throws(ReleaseRefusal) {
        previousSet = set.digest
        lastSequence = last?.sequence ?? 0
        lastDigest = last?.digest ?? set.digest
        self.next = next
        try check(follows: set)
        guard last.map({ $0.set == set.version && $0.origin == set.origin }) ?? true else {
            throw ReleaseRefusal(.unknownSet, "the last manifest is not one of set \(set.version)")
        }
    }

    /// Reads the text form: three lines, and then the text of the new set.
    public init(text: String) throws(ReleaseRefusal) {
        var lines = try ReleaseLines(text, atMost: Self.maximumBytes, of: "the change of auditors")
        try lines.exactly(Self.format)
        previousSet = try lines.digest("previous-set")
        let last = try lines.value(of: "last-manifest").split(separator: " ", omittingEmptySubsequences: false)
        guard last.count == 2 else { throw lines.refusal("does not name the last manifest by number and digest") }
        lastSequence = try lines.number(in: last[0], of: "last-manifest")
        lastDigest = try lines.digest(in: last[1], of: "last-manifest")
        next = try AuditorSet(text: lines.rest)
        guard lastSequence > 0 || lastDigest == previousSet else {
            throw lines.refusal("has no last manifest, and yet another digest than that of the set")
        }
    }

    /// The text that both sets sign.
    public var text: String {
        "\(Self.format)\nprevious-set \(previousSet.hex)\nlast-manifest \(lastSequence) \(lastDigest.hex)\n\(next.text)"
    }

    /// SHA-256 of the text.
    public var digest: [UInt8] { ReleaseText.digest(text) }

    /// Checks that the change leads from `set`.
    func check(follows set: AuditorSet) throws(ReleaseRefusal) {
        guard next.origin == set.origin else {
            throw ReleaseRefusal(.otherOrigin, "the new set signs releases of another origin than \(set.origin)")
        }
        guard previousSet == set.digest, set.version < .max, next.version == set.version + 1 else {
            throw ReleaseRefusal(.unknownSet, "the change does not lead from set \(set.version) to the set after it")
        }
    }

    /// Checks the signatures of both sets' thresholds.
    func verify(_ note: SignedNote, from set: AuditorSet) throws(ReleaseRefusal) {
        for (signers, which) in [(set, "old"), (next, "new")] {
            do throws(ReleaseRefusal) {
                try signers.verify(note)
            } catch {
                guard error.code != .wrongSignature else { throw error }
                throw ReleaseRefusal(
                    .setNotSignedByBoth, "the change to set \(next.version) lacks signatures of the \(which) set: \(error.message)")
            }
        }
    }

    static let format = "cloister/auditor-set-change/v1"
}
