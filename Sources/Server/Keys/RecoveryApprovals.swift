import ControlPlane
import Ledger
import SealedData
import Synchronization
import Wire

/// The shares that holders have given to this process, in memory only.
final class RecoveryApprovals: Sendable {
    /// What they are of.
    let package: RecoveryPackage
    /// The key to which shares are sealed; nobody else ever has it.
    let key: RecipientPrivateKey
    private let origin: LedgerOrigin
    private let given = Mutex<[Int: (share: RecoveryShare, seen: Checkpoint?)]>([:])

    /// No shares yet.
    ///
    /// - Throws: `RecoveryError` for a package of another ledger, or for others than these holders.
    init(package: RecoveryPackage, origin: LedgerOrigin, set: RecoverySet) throws {
        guard package.origin == origin.name, (try? Checkpoint(package.checkpoint, key: package.key)) != nil else {
            throw RecoveryError(.otherLedger, "the package is one of the ledger \(package.origin), and the configuration names \(origin)")
        }
        guard package.set == set else {
            throw RecoveryError(.otherSet, "the package is for other holders, or another threshold, than the configuration names")
        }
        (self.package, self.origin, key) = (package, origin, try RecipientPrivateKey())
    }

    /// The holders who have approved, ascending.
    var holders: [Int] { given.withLock { $0.keys.sorted() } }

    /// Whether the shares are enough.
    var isComplete: Bool { given.withLock { $0.count >= package.set.threshold } }

    /// Takes the share of one holder.
    func approve(holder: Int, of digest: [UInt8], _ envelope: Envelope) throws {
        guard digest == package.digest else {
            throw RecoveryError(.otherGeneration, "the share is of another package than the one that this node has")
        }
        let (share, seen) = try package.open(approval: envelope, of: holder, with: key)
        let checkpoint = seen.isEmpty ? nil : try? Checkpoint(seen, key: package.key)
        guard seen.isEmpty || checkpoint != nil else {
            throw RecoveryError(.otherLedger, "what holder \(holder) has seen is no checkpoint of this ledger")
        }
        try given.withLock { given throws(RecoveryError) in
            guard given[holder] == nil else { throw RecoveryError(.repeatedHolder, "holder \(holder) has approved already") }
            given[holder] = (share, checkpoint)
        }
    }

    /// The keys, once enough holders have approved.
    func recovered() throws -> RecoveredKeys {
        let given = given.withLock { $0 }
        var encoded = try package.open(with: given.values.map(\.share))
        defer { encoded.withUnsafeMutableBytes { $0.wipe() } }
        let keys = try LedgerKeys(encoded: encoded, origin: origin)
        guard try keys.checkpointKey(origin: origin) == package.key else {
            throw RecoveryError(.otherLedger, "the package holds other keys than those of the ledger that signed it")
        }
        let seen = [try Checkpoint(package.checkpoint, key: package.key)] + given.values.compactMap(\.seen)
        return RecoveredKeys(
            keys: keys, generation: package.generation, package: package.digest, holders: given.keys.sorted().map { UInt8($0) },
            seen: seen.sorted { $0.size < $1.size })
    }
}

/// The ledger's keys as holders gave them back, and what the ledger must contain for them to be used.
struct RecoveredKeys: Sendable {
    let keys: LedgerKeys
    /// The package that they came from.
    let generation: UInt64
    let package: [UInt8]
    /// Who approved, ascending.
    let holders: [UInt8]
    /// The package's checkpoint, and the newest that each holder has seen; the newest is the last.
    let seen: [Checkpoint]

    /// Refuses a package that another one has taken the place of: its holders may no longer be those whom the members were told of.
    ///
    /// One that follows the recorded one is good: a crash cut its record short.
    func check(recorded: RecoveryRecord?) throws(RecoveryError) {
        let isRecorded = recorded?.generation == generation && recorded?.package == package
        guard isRecorded || generation == (recorded?.generation ?? 0) + 1 else {
            throw RecoveryError(
                .otherGeneration, "the ledger has a later package than number \(generation), from which its keys were recovered")
        }
    }
}
