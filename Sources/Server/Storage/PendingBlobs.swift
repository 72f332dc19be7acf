import ControlPlane

/// Ciphertext that no asset has yet: uploads under way, and those that are finished and wait to be registered. A value without I/O; a
/// restart forgets it, and what lies on the disk then belongs to nobody until it is registered or removed.
struct PendingBlobs {
    private struct Finished {
        let length: UInt64
        let at: ContinuousClock.Instant
    }

    private var uploads: [PartyID: [UInt64]] = [:]
    private var finished: [[UInt8]: [PartyID: Finished]] = [:]
    private var registering: [[UInt8]: Int] = [:]

    /// How many uploads of a party are under way or wait.
    func count(of party: PartyID) -> Int { (uploads[party]?.count ?? 0) + finished.values.count { $0[party] != nil } }

    /// How many bytes those have, or will have; no sum exceeds what fits.
    func bytes(of party: PartyID) -> UInt64 {
        (uploads[party] ?? []).clampedSum.clampedSum(finished.values.compactMap { $0[party]?.length }.clampedSum)
    }

    /// How many bytes of those are this ciphertext.
    func bytes(of digest: [UInt8], _ party: PartyID) -> UInt64 { finished[digest]?[party]?.length ?? 0 }

    /// How many bytes all uploads that are under way will have.
    var expectedBytes: UInt64 { uploads.values.map(\.clampedSum).clampedSum }

    /// An upload begins; its announced length counts from now on.
    mutating func begin(_ length: UInt64, of party: PartyID) { uploads[party, default: []].append(length) }

    /// An upload is over, in one way or another.
    mutating func end(_ length: UInt64, of party: PartyID) {
        guard let index = uploads[party]?.firstIndex(of: length) else { return }
        uploads[party]?.remove(at: index)
        if uploads[party]?.isEmpty == true { uploads[party] = nil }
    }

    /// A whole ciphertext of a party is on the disk.
    mutating func finish(_ digest: [UInt8], _ length: UInt64, of party: PartyID) {
        finished[digest, default: [:]][party] = Finished(length: length, at: .now)
    }

    /// A party's ciphertext is an asset's now.
    mutating func register(_ digest: [UInt8], of party: PartyID) {
        finished[digest]?[party] = nil
        if finished[digest]?.isEmpty == true { finished[digest] = nil }
    }

    /// Keeps a ciphertext while it is looked for and registered.
    mutating func claim(_ digest: [UInt8]) { registering[digest, default: 0] += 1 }

    /// Ends a claim.
    mutating func disclaim(_ digest: [UInt8]) {
        let claims = registering[digest] ?? 0
        registering[digest] = claims > 1 ? claims - 1 : nil
    }

    /// Whether somebody may still register a ciphertext, or does so right now.
    func isWanted(_ digest: [UInt8]) -> Bool { finished[digest] != nil || registering[digest] != nil }

    /// Forgets what has waited for longer than this.
    mutating func expire(after age: Duration) {
        let now = ContinuousClock.now
        finished = finished.compactMapValues { waiting in
            let left = waiting.filter { now - $0.value.at <= age }
            return left.isEmpty ? nil : left
        }
    }
}

extension UInt64 {
    /// The sum, or the largest number.
    func clampedSum(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension Sequence<UInt64> {
    /// The sum of all, or the largest number.
    var clampedSum: UInt64 { reduce(0) { $0.clampedSum($1) } }
}
