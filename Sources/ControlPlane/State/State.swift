/// Everything that a ledger's events amount to: a value that decides about commands and applies events, without any I/O.
///
/// The one writer calls ``decide(_:by:key:at:)``, makes the events durable, applies them, and only then answers. Applying the
/// same events to an empty state gives an equal state.
public struct State: Equatable, Sendable {
    /// What the ledger was set up with; nil before its first event.
    public internal(set) var configuration: Configuration?
    /// Who can recover the ledger's keys; nil if that was never set.
    public internal(set) var recovery: RecoveryRecord?
    /// Ledger time: that of the last event, in Unix seconds.
    public internal(set) var time: UInt64 = 0
    /// How many events have been applied.
    public internal(set) var eventCount: UInt64 = 0

    var parties: [PartyID: PartyRecord] = [:]
    var partyOrder = OrderedIndex<PartyID>()
    var suspended: Set<PartyID> = []
    var functions: [FunctionDigest: FunctionRecord] = [:]
    var functionNames: [FunctionName: FunctionDigest] = [:]
    var publicFunctions = OrderedIndex<FunctionDigest>()
    var publicOwners = OrderedIndex<PartyID>()
    var payloadBytes: UInt64 = 0
    var assets: [AssetID: AssetRecord] = [:]
    var agreements: [AgreementID: AgreementRecord] = [:]
    var agreementRuns: [AgreementID: OrderedIndex<RunID>] = [:]
    var agreementActiveRuns: [AgreementID: OrderedIndex<RunID>] = [:]
    var runs: [RunID: RunRecord] = [:]
    var runKeys: [RunKey: RunID] = [:]
    var queue = OrderedIndex<RunID>()
    var running = OrderedIndex<RunID>()
    var holdings: [PartyID: Holdings] = [:]
    /// How many assets and outputs have a ciphertext, by its digest.
    var blobUses: [[UInt8]: Int] = [:]
    var lastFence: UInt64 = 0

    /// The state of an empty ledger.
    public init() {}
}
