/// What the journal knows of its snapshots.
struct SnapshotState {
    /// The smallest size at which a snapshot may be made: it is in the present epoch.
    let firstSize: UInt64
    /// The size up to which the store has the full tiles: that of the last snapshot.
    private(set) var last: UInt64
    /// The snapshot before the last; 0 for none.
    private(set) var previous: UInt64 = 0
    private var isMaking = false

    init(firstSize: UInt64, last: UInt64) { (self.firstSize, self.last) = (firstSize, last) }

    mutating func begin(at size: UInt64) throws(LedgerError) {
        guard !isMaking else { throw LedgerError(.overloaded, "A snapshot is being made already.") }
        guard size >= firstSize, size > last else {
            throw LedgerError(
                .unknownSequence, "A snapshot is made of entries of this epoch, and of more than the last one.", sequence: size)
        }
        isMaking = true
    }

    mutating func end(at size: UInt64?) {
        isMaking = false
        guard let size else { return }
        (previous, last) = (last, size)
    }
}
