/// What belongs to one party, or is visible to it, in the order in which it became so; also kept for parties that an audience
/// names before they are registered.
struct Holdings: Equatable, Sendable {
    /// Functions that it owns, is the audience of, or has an agreement about.
    var functions = OrderedIndex<FunctionDigest>()
    /// Functions that an agreement of the party's names: it sees them even when they are deleted.
    var pinned: [FunctionDigest: Int] = [:]
    var ownFunctions = 0
    var assets = OrderedIndex<AssetID>()
    /// Agreements that it takes part in.
    var agreements = OrderedIndex<AgreementID>()
    var ownAgreements = 0
    /// Parties that it has to do with.
    var contacts = OrderedIndex<PartyID>()
    /// Runs that it asked for.
    var runs = OrderedIndex<RunID>()
    var finishedRuns = OrderedIndex<RunID>()
    var requests = RequestMemory()
    /// The ciphertext that a node keeps for it. Wraps around rather than trap on lengths that no disk has.
    var storedBytes: UInt64 = 0

    var activeRuns: Int { runs.count - finishedRuns.count }
}
