import Wire

/// Numbers of revocation lists, of whatever vendor.
extension CollateralMemory {
    /// What lines about lists begin with.
    static let listPrefix = "list/"

    /// Refuses lists of a key of which a list with a higher number was seen. Of several the highest counts; without a number a list is below all.
    func check(_ current: [CurrentRevocationList]) throws(AttestationError) {
        let found = current.map { (key: $0.issuerKeyDigest, issuer: $0.issuerTitle, number: $0.list.sequenceNumber) }
        for (key, issuer, _) in found {
            guard let wanted = lists[key] else { continue }
            let newest = found.filter { $0.key == key }.compactMap(\.number).max()
            guard let newest, newest >= wanted else {
                throw AttestationError(
                    refusing: .revocationListRolledBack,
                    "the revocation list of \(issuer) has \(newest.map { "number 0x\($0.hex)" } ?? "no number"), and 0x\(wanted.hex) was seen"
                )
            }
        }
    }

    /// Takes in the numbers of lists by which authentic evidence was verified.
    mutating func remember(_ current: [CurrentRevocationList]) {
        for list in current {
            if let number = list.list.sequenceNumber { note(number, of: list.issuerKeyDigest) }
        }
    }

    /// When the memory is full, keys that were not seen before are not added.
    mutating func note(_ number: RevocationListNumber, of key: String) {
        guard lists[key] != nil || hasRoom else { return }
        lists[key] = max(number, lists[key] ?? number)
    }

    /// The digest of a key in the first word of a line about its lists.
    static func listKey(_ word: Substring) -> String? {
        guard word.hasPrefix(listPrefix) else { return nil }
        let digest = word.dropFirst(listPrefix.utf8.count)
        return digest.utf8.count == 64 && [UInt8](hex: digest)?.hex == String(digest) ? String(digest) : nil
    }
}
