import Wire

/// What the state knows of a run.
struct RunRecord: Equatable, Sendable, WireEncodable {
    let id: RunID
    let agreement: AgreementID
    let requester: PartyID
    let key: IdempotencyKey
    let commandDigest: [UInt8]
    let inputs: [RunInput]
    let admittedAt: UInt64
    var status = RunStatus.queued
    var attempt: UInt32 = 1
    /// The current lease, or the last one.
    var lease: Lease?
    var executor: String?
    var startedAt: UInt64?
    var finishedAt: UInt64?
    var outputs: [RunOutput] = []
    var keys: [OutputKey] = []
    var failure: RunFailure?

    func encode(into writer: inout ByteWriter) {
        writer.value(agreement)
        writer.value(requester)
        writer.value(key)
        writer.fixed(commandDigest)
        writer.array(inputs) { $0.value($1) }
        writer.u64(admittedAt)
        writer.u8(status.rawValue)
        writer.u32(attempt)
        writer.optional(lease) { $0.value($1) }
        writer.optional(executor) { $0.string($1) }
        writer.optional(startedAt) { $0.u64($1) }
        writer.optional(finishedAt) { $0.u64($1) }
        writer.array(outputs) { $0.value($1) }
        writer.array(keys) { $0.value($1) }
        writer.optional(failure) { $0.value($1) }
    }
}

/// A run as its requester names it.
struct RunKey: Hashable, Sendable {
    let requester: PartyID
    let key: IdempotencyKey
}
