import ControlPlane
import Crypto
import Synchronization

/// The bytes of inline inputs while their runs wait or work. They are never written anywhere: a restart loses them, and the run fails.
final class InlineInputs: Sendable {
    /// All inline bytes that a node holds at once.
    static let maximumBytes = 256 << 20

    /// Those of one party: it cannot take the room of all others.
    static let maximumBytesPerParty = maximumBytes / 4

    /// Those of one run: with the payload and the documents beside them they must fit into one message to an executor, as a longer
    /// one would end that executor's stream, and the work of others with it.
    static let maximumBytesPerRun = 11 << 20

    private struct Entry {
        let requester: PartyID
        let inputs: [String: [UInt8]]
        var size: Int { inputs.values.reduce(0) { $0 + $1.count } }
    }

    private struct Held {
        var entries: [RunID: Entry] = [:]
        var bytes = 0
        var bytesByParty: [PartyID: Int] = [:]

        mutating func add(_ bytes: Int, of party: PartyID) {
            self.bytes += bytes
            bytesByParty[party, default: 0] += bytes
            if bytesByParty[party] == 0 { bytesByParty[party] = nil }
        }
    }

    private let held = Mutex(Held())
    // Commitments in the ledger are salted from this, so that they say nothing about the bytes; a repetition gives the same one.
    private let salt: SymmetricKey

    init(salt: SymmetricKey) { self.salt = salt }

    /// What the ledger says of inline bytes: bound to the requester, its idempotency key and the slot.
    func commitment(of content: [UInt8], slot: String, requester: PartyID, key: IdempotencyKey) -> [UInt8] {
        var authentication = HMAC<SHA256>(key: salt)
        authentication.update(data: requester.bytes)
        authentication.update(data: key.bytes)
        authentication.update(data: Array(slot.utf8))
        return RunInput.commitment(salt: Array(authentication.finalize()), content: content)
    }

    /// Keeps the inputs of a run; false if there is no room.
    func keep(_ inputs: [String: [UInt8]], for run: RunID, of requester: PartyID) -> Bool {
        guard !inputs.isEmpty else { return true }
        let entry = Entry(requester: requester, inputs: inputs)
        return held.withLock { held in
            guard entry.size <= Self.maximumBytesPerRun, held.bytes + entry.size <= Self.maximumBytes,
                held.bytesByParty[requester, default: 0] + entry.size <= Self.maximumBytesPerParty
            else { return false }
            held.entries[run] = entry
            held.add(entry.size, of: requester)
            return true
        }
    }

    /// The inputs of a run; empty if it has none.
    func inputs(of run: RunID) -> [String: [UInt8]] { held.withLock { $0.entries[run]?.inputs ?? [:] } }

    /// The runs that have inputs here.
    var runs: [RunID] { held.withLock { Array($0.entries.keys) } }

    /// Lets the inputs of a run go.
    func forget(_ run: RunID) {
        held.withLock { held in
            guard let entry = held.entries.removeValue(forKey: run) else { return }
            held.add(-entry.size, of: entry.requester)
        }
    }
}
