public import Wire

extension AuditorSet {
    /// Who has signed a note, and who is still needed.
    public struct Signers: Hashable, Sendable {
        /// The auditors with a valid signature, in the set's order.
        public let signed: [NoteKey]
        /// The others.
        public let missing: [NoteKey]
        /// How many more must sign.
        public let needed: Int
    }

    /// Who has signed; throws `wrongSignature` for a line that names an auditor and does not hold.
    public func signers(of note: SignedNote) throws(ReleaseRefusal) -> Signers {
        let distinct: Set<[UInt8]>
        do throws(NoteError) {
            distinct = try note.signers(among: keys)
        } catch {
            throw ReleaseRefusal(.wrongSignature, error.message)
        }
        return Signers(
            signed: keys.filter { distinct.contains($0.publicKey) }, missing: keys.filter { !distinct.contains($0.publicKey) },
            needed: max(0, threshold - distinct.count))
    }

    /// Checks that at least `threshold` distinct auditors have signed.
    func verify(_ note: SignedNote) throws(ReleaseRefusal) {
        let signers = try signers(of: note)
        guard !signers.signed.isEmpty else {
            throw ReleaseRefusal(.noSignatures, "no auditor of set \(version) has signed")
        }
        guard signers.signed.count >= threshold else {
            throw ReleaseRefusal(
                .tooFewAuditors, "\(signers.signed.count) of the \(threshold) auditors of set \(version) that are needed have signed")
        }
    }
}
