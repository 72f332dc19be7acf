import ControlAPI
import ControlPlane
import FoundationEssentials
import GRPCCore
import Ledger
import SwiftProtobuf
import Wire

/// `cloister.v1.LedgerService`.
struct LedgerAPI: Cloister_V1_LedgerService.SimpleServiceProtocol {
    let ledger: ControlLedger
    let alarm: LedgerAlarm
    let executorMeasurements: @Sendable () -> [String]
    let call: ServiceCall

    func showLedger(request: Cloister_V1_ShowLedgerRequest, context: ServerContext) async throws -> Cloister_V1_ShowLedgerResponse {
        try await call.asParty { _ in
            let journal = ledger.journal
            let (proof, checkpoint) = try await compare(Array(request.seenCheckpoint))
            return try .with {
                $0.origin = "\(journal.origin)"
                $0.checkpoint = Data(checkpoint.bytes)
                $0.checkpointKey = "\(try journal.checkpointKey)"
                $0.consistencyProof = Data(proof?.wireBytes ?? [])
                $0.executorMeasurements = executorMeasurements()
            }
        }
    }

    func listEntries(request: Cloister_V1_ListEntriesRequest, context: ServerContext) async throws -> Cloister_V1_ListEntriesResponse {
        try await call.asParty { caller in
            let viewer = try await viewer(caller)
            guard request.limit <= PageSize.maximum, request.matching.count <= EventField.allCases.count else {
                throw ServiceRefusal.invalidArgument("A page of entries has at most \(PageSize.maximum) of them.")
            }
            let limit = request.limit == 0 ? 50 : Int(request.limit)
            var response = Cloister_V1_ListEntriesResponse()
            var next: UInt64? = request.from
            var examined = 0
            while let from = next, response.entries.count < limit, examined < Self.examinedAtMost {
                let (records, following) = try await ledger.journal.records(from: from, count: Self.readAtOnce)
                examined += Self.readAtOnce
                next = following
                for opened in records {
                    let visible = opened.record.fields(visibleTo: viewer)
                    guard !visible.isEmpty, Self.matches(opened.record, request.matching, visible) else { continue }
                    response.entries.append(Cloister_V1_LedgerEntry(opened, showing: visible))
                    guard response.entries.count < limit else {
                        next = try opened.sequence + 1 < ledger.journal.size ? opened.sequence + 1 : nil
                        break
                    }
                }
            }
            response.next = next ?? 0
            return response
        }
    }

    func proveEntry(request: Cloister_V1_ProveEntryRequest, context: ServerContext) async throws -> Cloister_V1_ProveEntryResponse {
        try await call.asParty { caller in
            let viewer = try await viewer(caller)
            let journal = ledger.journal
            let checkpoint = try journal.checkpoint
            let size = request.size == 0 ? checkpoint.size : request.size
            guard request.sequence < size, size <= checkpoint.size,
                let opened = try await journal.records(from: request.sequence, count: 1).records.first, opened.sequence == request.sequence
            else { throw ServiceRefusal.notFound }
            let visible = opened.record.fields(visibleTo: viewer)
            let wanted = Set(request.fields)
            guard !visible.isEmpty, wanted.isSubset(of: visible.map(\.rawValue)) else { throw ServiceRefusal.notFound }
            let proof = try await journal.proof(sequence: request.sequence, disclosing: wanted, size: size)
            return .with {
                $0.proof = Data(proof.wireBytes)
                if request.size == 0 { $0.checkpoint = Data(checkpoint.bytes) }
            }
        }
    }
}

extension LedgerAPI {
    /// The entries that are read and opened at once, and for one call.
    private static let readAtOnce = 256
    private static let examinedAtMost = 4096

    private func compare(_ seen: [UInt8]) async throws -> (ConsistencyProof?, Checkpoint) {
        let journal = ledger.journal
        guard !seen.isEmpty else { return (nil, try journal.checkpoint) }
        guard seen.count <= LedgerAlarm.maximumBytes, let checkpoint = try? Checkpoint(seen, key: try journal.checkpointKey) else {
            throw ServiceRefusal.invalidArgument("The checkpoint that was seen is not one of this ledger.")
        }
        do {
            return try await journal.compare(with: checkpoint)
        } catch let error as LedgerError where error.isContradiction {
            alarm.raise(checkpoint, error)
            throw error
        }
    }

    private func viewer(_ caller: ControlPlane.Actor) async throws -> PartyID {
        try await ledger.read { state, _ in try state.party(viewing: caller) }
    }

    // A field that the viewer may not see never matches, so that nothing is learnt from what is left out.
    private static func matches(_ record: LedgerRecord, _ wanted: [Cloister_V1_LedgerField], _ visible: Set<EventField>) -> Bool {
        wanted.allSatisfy { field in
            EventField(rawValue: field.name).map { visible.contains($0) && record[$0] == Array(field.value) } ?? false
        }
    }
}

extension Cloister_V1_LedgerEntry {
    fileprivate init(_ opened: OpenedRecord, showing visible: Set<EventField>) {
        self.init()
        sequence = opened.sequence
        epoch = opened.epoch
        fields = opened.record.fields.filter { EventField(rawValue: $0.name).map(visible.contains) ?? false }.map { field in
            .with {
                $0.name = field.name
                $0.value = Data(field.value)
            }
        }
    }
}
