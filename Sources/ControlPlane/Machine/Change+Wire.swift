public import Wire

extension Change: WireCodable {
    private enum Tag: UInt8 {
        case configured = 1
        case keysHandedOver = 2
        case recoverySet = 3
        case keysRecovered = 4
        case partyRegistered = 16
        case partySuspended = 17
        case partyReinstated = 18
        case functionRegistered = 32
        case functionDisabled = 33
        case functionEnabled = 34
        case functionDeleted = 35
        case assetRegistered = 48
        case assetBlobStored = 49
        case assetDeleted = 50
        case agreementProposed = 64
        case agreementSigned = 65
        case agreementWithdrawn = 66
        case agreementHalted = 67
        case agreementsForgotten = 68
        case runAdmitted = 80
        case runStarted = 81
        case runSucceeded = 82
        case runFailed = 83
        case runRequeued = 84
        case runCanceled = 85
    }

    /// Reads and checks it.
    public init(from reader: inout ByteReader) throws(WireError) {
        let slots = FunctionManifest.maximumSlots
        switch try reader.choice(Tag.self, "an unknown event") {
        case .configured: self = .configured(try reader.value())
        case .keysHandedOver:
            self = .keysHandedOver(to: try reader.measurement(), given: try reader.u64(), withheld: try reader.u64())
        case .recoverySet: self = .recoverySet(try reader.value())
        case .keysRecovered:
            self = .keysRecovered(
                generation: try reader.u64(),
                holders: try reader.ascending(atMost: RecoveryRecord.maximumHolders, by: { $0 }) { reader throws(WireError) in
                    try reader.u8()
                })
        case .partyRegistered: self = .partyRegistered(try reader.value())
        case .partySuspended: self = .partySuspended(try reader.value())
        case .partyReinstated: self = .partyReinstated(try reader.value())
        case .functionRegistered:
            self = .functionRegistered(
                try reader.value(), salt: try reader.fixed(FunctionManifest.saltBytes),
                payload: try reader.variable(atMost: FunctionManifest.maximumPayloadBytes))
        case .functionDisabled: self = .functionDisabled(try reader.value())
        case .functionEnabled: self = .functionEnabled(try reader.value())
        case .functionDeleted: self = .functionDeleted(try reader.value())
        case .assetRegistered: self = .assetRegistered(try reader.value(), blobPresent: try reader.bool())
        case .assetBlobStored: self = .assetBlobStored(try reader.value())
        case .assetDeleted: self = .assetDeleted(try reader.value())
        case .agreementProposed: self = .agreementProposed(try reader.value(), proposer: try reader.value())
        case .agreementSigned:
            self = .agreementSigned(
                try reader.value(), party: try reader.value(), signature: try reader.fixed(SigningKey.signatureBytes))
        case .agreementWithdrawn: self = .agreementWithdrawn(try reader.value(), by: try reader.value())
        case .agreementHalted: self = .agreementHalted(try reader.value(), by: try reader.value())
        case .agreementsForgotten:
            self = .agreementsForgotten(
                try reader.ascending(atMost: Self.maximumForgotten, by: { $0 }) { reader throws(WireError) in try reader.value() })
        case .runAdmitted:
            self = .runAdmitted(
                try reader.value(), agreement: try reader.value(), requester: try reader.value(), key: try reader.value(),
                inputs: try reader.ascending(atMost: slots, by: \.slot) { reader throws(WireError) in try reader.value() })
        case .runStarted:
            self = .runStarted(try reader.value(), lease: try reader.value(), executor: try reader.measurement())
        case .runSucceeded:
            self = .runSucceeded(
                try reader.value(), lease: try reader.value(),
                outputs: try reader.ascending(atMost: slots, by: \.slot) { reader throws(WireError) in try reader.value() },
                keys: try reader.array(atMost: slots * BoundOutput.maximumRecipients) { reader throws(WireError) in
                    try reader.value()
                })
        case .runFailed:
            self = .runFailed(
                try reader.value(), lease: try reader.optional { reader throws(WireError) in try reader.value() },
                failure: try reader.value())
        case .runRequeued: self = .runRequeued(try reader.value(), lease: try reader.value())
        case .runCanceled: self = .runCanceled(try reader.value())
        }
    }

    /// Appends the one encoding.
    public func encode(into writer: inout ByteWriter) {
        writer.u8(tag.rawValue)
        switch self {
        case .configured(let configuration): writer.value(configuration)
        case .keysHandedOver(let measurement, let given, let withheld):
            writer.string(measurement)
            writer.u64(given)
            writer.u64(withheld)
        case .recoverySet(let record): writer.value(record)
        case .keysRecovered(let generation, let holders):
            writer.u64(generation)
            writer.array(holders) { $0.u8($1) }
        case .partyRegistered(let document): writer.value(document)
        case .partySuspended(let party), .partyReinstated(let party): writer.value(party)
        case .functionRegistered(let document, let salt, let payload):
            writer.value(document)
            writer.fixed(salt)
            writer.variable(payload)
        case .functionDisabled(let function), .functionEnabled(let function), .functionDeleted(let function):
            writer.value(function)
        case .assetRegistered(let document, let blobPresent):
            writer.value(document)
            writer.bool(blobPresent)
        case .assetBlobStored(let asset), .assetDeleted(let asset): writer.value(asset)
        case .agreementProposed(let document, let proposer):
            writer.value(document)
            writer.value(proposer)
        case .agreementSigned(let agreement, let party, let signature):
            writer.value(agreement)
            writer.value(party)
            writer.fixed(signature)
        case .agreementWithdrawn(let agreement, let party), .agreementHalted(let agreement, let party):
            writer.value(agreement)
            writer.value(party)
        case .agreementsForgotten(let agreements): writer.array(agreements) { $0.value($1) }
        case .runAdmitted(let run, let agreement, let requester, let key, let inputs):
            writer.value(run)
            writer.value(agreement)
            writer.value(requester)
            writer.value(key)
            writer.array(inputs) { $0.value($1) }
        case .runStarted(let run, let lease, let executor):
            writer.value(run)
            writer.value(lease)
            writer.string(executor)
        case .runSucceeded(let run, let lease, let outputs, let keys):
            writer.value(run)
            writer.value(lease)
            writer.array(outputs) { $0.value($1) }
            writer.array(keys) { $0.value($1) }
        case .runFailed(let run, let lease, let failure):
            writer.value(run)
            writer.optional(lease) { $0.value($1) }
            writer.value(failure)
        case .runRequeued(let run, let lease):
            writer.value(run)
            writer.value(lease)
        case .runCanceled(let run): writer.value(run)
        }
    }

    private var tag: Tag {
        switch self {
        case .configured: .configured
        case .keysHandedOver: .keysHandedOver
        case .recoverySet: .recoverySet
        case .keysRecovered: .keysRecovered
        case .partyRegistered: .partyRegistered
        case .partySuspended: .partySuspended
        case .partyReinstated: .partyReinstated
        case .functionRegistered: .functionRegistered
        case .functionDisabled: .functionDisabled
        case .functionEnabled: .functionEnabled
        case .functionDeleted: .functionDeleted
        case .assetRegistered: .assetRegistered
        case .assetBlobStored: .assetBlobStored
        case .assetDeleted: .assetDeleted
        case .agreementProposed: .agreementProposed
        case .agreementSigned: .agreementSigned
        case .agreementWithdrawn: .agreementWithdrawn
        case .agreementHalted: .agreementHalted
        case .agreementsForgotten: .agreementsForgotten
        case .runAdmitted: .runAdmitted
        case .runStarted: .runStarted
        case .runSucceeded: .runSucceeded
        case .runFailed: .runFailed
        case .runRequeued: .runRequeued
        case .runCanceled: .runCanceled
        }
    }
}
