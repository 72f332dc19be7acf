import ControlPlane
import SealedData
import Synchronization

/// The ciphertext on a control node's disk: how much of it each party may have there, and the removal of what nobody refers to.
///
/// What is registered counts from the ledger's state. Content that several parties have lies there once and counts for each.
final class CiphertextStore: Sendable {
    /// Where the ciphertext lies.
    let blobs: BlobDirectory
    private let ledger: ControlLedger
    private let limits: StorageLimits
    /// Its lock may be held while the ledger's is taken, never the other way round.
    private let pending = Mutex(PendingBlobs())

    init(blobs: BlobDirectory, ledger: ControlLedger, limits: StorageLimits) {
        (self.blobs, self.ledger, self.limits) = (blobs, ledger, limits)
    }

    private var partyBytes: UInt64 { UInt64(limits.partyMiB) << 20 }
    private var age: Duration { .seconds(limits.unregisteredSeconds) }

    /// Stores a ciphertext of a party, whose length counts from the beginning, and gives its digest.
    ///
    /// - Parameter fill: Appends the bytes, at most `length`.
    func receive(
        _ length: UInt64, digest: [UInt8], from party: PartyID, _ fill: (BlobWriter) async throws -> Void
    ) async throws -> [UInt8] {
        try begin(length, of: party)
        defer { pending.withLock { $0.end(length, of: party) } }
        let writer = try blobs.writer(atMost: Int(length))
        try await fill(writer)
        let stored = UInt64(writer.length)
        // Noted first: from the moment it appears, the ciphertext must be somebody's.
        pending.withLock { $0.claim(digest) }
        defer { pending.withLock { $0.disclaim(digest) } }
        let found = try writer.finish(expecting: digest)
        pending.withLock { $0.finish(digest, stored, of: party) }
        return found
    }

    private func begin(_ length: UInt64, of party: PartyID) throws {
        let free = try blobs.freeBytes()
        try pending.withLock { pending in
            guard pending.count(of: party) < limits.unregisteredBlobs else { throw ServiceRefusal.uploadLimit(limits.unregisteredBlobs) }
            guard used(by: party, pending).clampedSum(length) <= partyBytes else { throw ServiceRefusal.storageLimit(limits.partyMiB) }
            let reserve = UInt64(limits.reserveMiB) << 20
            guard pending.expectedBytes.clampedSum(length).clampedSum(reserve) <= free else { throw ServiceRefusal.storageFull }
            pending.begin(length, of: party)
        }
    }

    /// Lets a party register an asset, whose ciphertext must be here and stays here meanwhile.
    func withCiphertext(of asset: AssetRegistration, from party: PartyID, _ register: () async throws -> Void) async throws {
        let digest = asset.ciphertextDigest
        try pending.withLock { pending in
            let others = used(by: party, pending) - pending.bytes(of: digest, party)
            guard others.clampedSum(asset.ciphertextLength) <= partyBytes else { throw ServiceRefusal.storageLimit(limits.partyMiB) }
            pending.claim(digest)
        }
        defer { pending.withLock { $0.disclaim(digest) } }
        guard let length = try? blobs.size(of: digest), UInt64(length) == asset.ciphertextLength else {
            throw ServiceRefusal.ciphertextMissing
        }
        try await register()
        pending.withLock { $0.register(digest, of: party) }
    }

    /// Why a party that has more here than it may gets no further runs, whose outputs would come on top; nil if it has not.
    func lackOfRoom(for party: PartyID) -> ServiceRefusal? {
        pending.withLock { used(by: party, $0) } <= partyBytes ? nil : .storageLimit(limits.partyMiB)
    }

    /// Removes a ciphertext if neither an asset nor an output has it and nobody may still register it.
    func discard(_ digest: [UInt8]) throws {
        try pending.withLock { pending in
            guard !pending.isWanted(digest), ledger.glance({ !$0.keepsBlob(digest) }) else { return }
            try blobs.remove(digest)
        }
    }

    /// Removes the ciphertext to which nothing has referred since it was stored long ago, also before this process began.
    ///
    /// - Returns: How many were removed.
    func collect(at hostTime: UInt64 = HostClock.now()) throws -> Int {
        pending.withLock { $0.expire(after: age) }
        var count = 0
        for digest in try blobs.digests() where ledger.glance({ !$0.keepsBlob(digest) }) {
            guard let storedAt = try? blobs.storedAt(digest), storedAt.clampedSum(UInt64(limits.unregisteredSeconds)) < hostTime else {
                continue
            }
            try discard(digest)
            if !blobs.contains(digest) { count += 1 }
        }
        return count
    }

    /// How long to wait between two collections.
    var pause: Duration { min(age / 4, .seconds(600)) }

    private func used(by party: PartyID, _ pending: borrowing PendingBlobs) -> UInt64 {
        pending.bytes(of: party).clampedSum(ledger.glance { $0.storedBytes(of: party) })
    }
}

extension ServiceRefusal {
    /// The party's ciphertext fills what it may.
    static func storageLimit(_ mebibytes: Int) -> ServiceRefusal {
        ServiceRefusal(
            code: .resourceExhausted, reason: "STORAGE_LIMIT",
            message: "This node keeps \(mebibytes) MiB of ciphertext for you and no more; delete assets that you do not need.")
    }

    /// Too much was uploaded and not registered.
    static func uploadLimit(_ count: Int) -> ServiceRefusal {
        ServiceRefusal(
            code: .resourceExhausted, reason: "UPLOAD_LIMIT",
            message:
                "You have \(count) uploads that are under way or not registered as assets; register them, or wait until they are removed.")
    }

    /// The disk has no room that uploads may take.
    static let storageFull = ServiceRefusal(
        code: .unavailable, reason: "STORAGE_UNAVAILABLE", message: "The node's disk is almost full; ask its operator to make room.")

    /// There is nothing to register.
    static let ciphertextMissing = ServiceRefusal(
        code: .failedPrecondition, reason: "CIPHERTEXT_MISSING",
        message: "No ciphertext of this digest and length is here; upload it first, and register it before it is removed as abandoned.")
}
