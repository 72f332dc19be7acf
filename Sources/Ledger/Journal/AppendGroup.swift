/// The records of one `enqueue`: they become durable together or not at all.
struct AppendGroup: Sendable {
    let records: [LedgerRecord]
    let kind: EntryKind
    let bytes: Int
    let pending: PendingAppend
}

/// A group after sealing.
struct SealedGroup: Sendable {
    let group: AppendGroup
    let entries: [SealedEntry]
    let leaves: [TreeHash]
}
