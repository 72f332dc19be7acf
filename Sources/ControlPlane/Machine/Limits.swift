public import Wire

/// Bounds of everything that grows; part of the ledger's configuration.
public struct Limits: Hashable, Sendable, WireCodable {
    /// Most registered parties.
    public var parties: UInt32 = 10_000
    /// Most functions on the ledger, deleted ones included.
    public var functions: UInt32 = 10_000
    /// Most functions of one party, deleted ones included.
    public var functionsPerParty: UInt32 = 256
    /// Longest payload of a function; at most ``FunctionManifest/maximumPayloadBytes``.
    public var payloadBytes: UInt64 = 16 << 20
    /// All payloads together.
    public var totalPayloadBytes: UInt64 = 1 << 30
    /// Most assets of one party.
    public var assetsPerParty: UInt32 = 10_000
    /// Most agreements on the ledger that have not been forgotten.
    public var agreements: UInt32 = 100_000
    /// Most agreements that one party has proposed and that have not been forgotten.
    public var agreementsPerParty: UInt32 = 1_000
    /// Furthest expiry of an agreement, in seconds from its proposal.
    public var agreementSeconds: UInt64 = 2 * 366 * 86_400
    /// Most runs waiting or running on the ledger.
    public var activeRuns: UInt32 = 10_000
    /// Most runs waiting or running for one requester.
    public var activeRunsPerParty: UInt32 = 1_000
    /// Most finished runs remembered for one requester; the oldest is forgotten.
    public var retainedRunsPerParty: UInt32 = 1_024
    /// Most attempts at one run.
    public var attempts: UInt32 = 3
    /// Most ciphertext bytes of one run's outputs that are kept in the ledger itself.
    public var inlineOutputBytes: UInt32 = 16_384
    /// Most requests remembered for one party; the oldest is forgotten.
    public var requestsPerParty: UInt32 = 1_024
    /// How long a request is remembered.
    public var requestSeconds: UInt64 = 86_400

    /// The defaults.
    public init() {}

    /// Reads it.
    public init(from reader: inout ByteReader) throws(WireError) {
        parties = try reader.u32()
        functions = try reader.u32()
        functionsPerParty = try reader.u32()
        payloadBytes = try reader.u64()
        totalPayloadBytes = try reader.u64()
        assetsPerParty = try reader.u32()
        agreements = try reader.u32()
        agreementsPerParty = try reader.u32()
        agreementSeconds = try reader.u64()
        activeRuns = try reader.u32()
        activeRunsPerParty = try reader.u32()
        retainedRunsPerParty = try reader.u32()
        attempts = try reader.u32()
        inlineOutputBytes = try reader.u32()
        requestsPerParty = try reader.u32()
        requestSeconds = try reader.u64()
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.u32(parties)
        writer.u32(functions)
        writer.u32(functionsPerParty)
        writer.u64(payloadBytes)
        writer.u64(totalPayloadBytes)
        writer.u32(assetsPerParty)
        writer.u32(agreements)
        writer.u32(agreementsPerParty)
        writer.u64(agreementSeconds)
        writer.u32(activeRuns)
        writer.u32(activeRunsPerParty)
        writer.u32(retainedRunsPerParty)
        writer.u32(attempts)
        writer.u32(inlineOutputBytes)
        writer.u32(requestsPerParty)
        writer.u64(requestSeconds)
    }

    /// Every bound is at least one and none exceeds what the encoding can hold.
    var isValid: Bool {
        let counts = [
            parties, functions, functionsPerParty, assetsPerParty, agreements, agreementsPerParty, activeRuns, activeRunsPerParty,
            retainedRunsPerParty, attempts, requestsPerParty,
        ]
        return counts.allSatisfy { $0 > 0 && $0 <= 10_000_000 }
            && (1...UInt64(FunctionManifest.maximumPayloadBytes)).contains(payloadBytes)
            && (payloadBytes...(1 << 40)).contains(totalPayloadBytes)
            && (1...(100 * 366 * 86_400)).contains(agreementSeconds)
            && Int(inlineOutputBytes) <= RunOutput.maximumInlineBytes
            && (1...(366 * 86_400)).contains(requestSeconds)
    }
}
