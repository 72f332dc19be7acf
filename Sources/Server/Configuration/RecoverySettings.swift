import SealedData
import Wire

/// Who can give the ledger's keys back if this node loses them. Without it nobody can.
public struct RecoverySettings: Sendable, Equatable, Codable {
    /// How many holders must approve. So many can also collude: with the disk they open what the ledger holds.
    public var threshold: Int
    /// What `cloister recovery enroll` printed for each holder; 1 to 16.
    public var holders: [String]

    /// The set; throws one sentence for the operator.
    func set() throws(ConfigurationError) -> RecoverySet {
        var keys: [RecipientPublicKey] = []
        for holder in holders {
            guard let bytes = [UInt8](hex: holder), let key = try? RecipientPublicKey(rawRepresentation: bytes) else {
                throw ConfigurationError("recovery.holders must list keys as `cloister recovery enroll` prints them")
            }
            keys.append(key)
        }
        do throws(RecoveryError) {
            return try RecoverySet(threshold: threshold, holders: keys)
        } catch {
            throw ConfigurationError("recovery: \(error.message)")
        }
    }
}
