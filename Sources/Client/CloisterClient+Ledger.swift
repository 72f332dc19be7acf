import AttestedTransport
import ControlAPI
import GRPCCore
public import Ledger
import SwiftProtobuf

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An entry of the ledger with the fields that this party may see (docs/spec/ledger.md, "Events").
public struct LedgerEntry: Sendable, Equatable {
    /// Its place in the log, from 0.
    public let sequence: UInt64
    /// The epoch in which it was written: one more each time the node opened the ledger.
    public let epoch: UInt64
    /// Names and values, in the entry's order.
    public let fields: [LedgerRecord.Field]
}

extension CloisterClient {
    private var service: Cloister_V1_LedgerService.Client<AttestedClientTransport> { .init(wrapping: rpc) }

    /// The entries that concern this party from a sequence number on, at most 100; and where to go on, nil after the last entry. A page may be
    /// empty although more entries follow.
    public func entries(
        from first: UInt64 = 0, matching: [LedgerRecord.Field] = []
    ) async throws -> (entries: [LedgerEntry], next: UInt64?) {
        let request = Cloister_V1_ListEntriesRequest.with {
            $0.from = first
            $0.limit = 100
            $0.matching = matching.map { field in
                .with {
                    $0.name = field.name
                    $0.value = Data(field.value)
                }
            }
        }
        let answer = try await mappingErrors { try await service.listEntries(request) }
        let entries = answer.entries.map { entry in
            LedgerEntry(
                sequence: entry.sequence, epoch: entry.epoch, fields: entry.fields.map { LedgerRecord.Field($0.name, Array($0.value)) })
        }
        let order = [first] + entries.map(\.sequence)
        guard zip(order, order.dropFirst()).enumerated().allSatisfy({ $0 == 0 ? $1.0 <= $1.1 : $1.0 < $1.1 }),
            answer.next == 0 || answer.next > order.last ?? first || entries.isEmpty && answer.next > first
        else { throw ClientError.invalidAnswer("the service sent entries in another order than the ledger's") }
        return (entries, answer.next == 0 ? nil : answer.next)
    }

    /// The proof of an entry, verified; discloses exactly the fields of these names, which this party must be allowed to see.
    ///
    /// - Parameter checkpoint: What the proof leads to; nil for the ledger's present checkpoint.
    public func proof(
        of sequence: UInt64, disclosing names: [String], at checkpoint: Checkpoint? = nil
    ) async throws -> ProofText {
        let request = Cloister_V1_ProveEntryRequest.with {
            $0.sequence = sequence
            $0.fields = names
            $0.size = checkpoint?.size ?? 0
        }
        let answer = try await mappingErrors { try await service.proveEntry(request) }
        do {
            let text = ProofText(try EntryProof(wireBytes: Array(answer.proof)), checkpoint: checkpoint?.bytes ?? Array(answer.checkpoint))
            let (proved, fields) = try text.verify(key: ledger.seen.key)
            guard text.disclosure.sequence == sequence, Set(fields.map(\.name)) == Set(names),
                proved.size >= ledger.seen.checkpoint.size || checkpoint != nil
            else { throw ClientError.invalidAnswer("the service proved something else than was asked for") }
            return text
        } catch let error as ClientError {
            throw error
        } catch {
            throw ClientError.invalidAnswer("the service's proof of entry \(sequence) does not hold")
        }
    }
}
