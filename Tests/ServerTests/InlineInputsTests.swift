import ControlPlane
import Crypto
import Testing

@testable import Server

@Suite struct InlineInputsTests {
    private let inputs = InlineInputs(salt: SymmetricKey(size: .bits256))
    private let party = PartyID(signingKey: [1])
    private let other = PartyID(signingKey: [2])

    @Test func `[94] One party cannot take the room of the others`() {
        let run = [UInt8](repeating: 0, count: InlineInputs.maximumBytesPerRun)
        var kept: [RunID] = []
        while true {
            let id = RunID.random()
            guard inputs.keep(["photo": run], for: id, of: party) else { break }
            kept.append(id)
        }
        #expect(kept.count == InlineInputs.maximumBytesPerParty / InlineInputs.maximumBytesPerRun)
        #expect(inputs.keep(["photo": run], for: .random(), of: other))
        inputs.forget(kept[0])
        // Forgotten twice, it gives its room back once.
        inputs.forget(kept[0])
        #expect(inputs.keep(["photo": run], for: .random(), of: party))
        #expect(!inputs.keep(["photo": run], for: .random(), of: party))
    }

    @Test func `[94] A run whose assignment would be too long for a message is not kept`() {
        let half = [UInt8](repeating: 0, count: InlineInputs.maximumBytesPerRun / 2)
        #expect(inputs.keep(["one": half, "two": half], for: .random(), of: party))
        let run = RunID.random()
        #expect(!inputs.keep(["one": half, "two": half + [0]], for: run, of: party))
        #expect(inputs.inputs(of: run).isEmpty && !inputs.runs.contains(run))
    }

    @Test func `A commitment repeats with its request and differs with everything else`() {
        let key = IdempotencyKey.random()
        let first = inputs.commitment(of: [1], slot: "photo", requester: party, key: key)
        #expect(first == inputs.commitment(of: [1], slot: "photo", requester: party, key: key))
        let others = [
            inputs.commitment(of: [2], slot: "photo", requester: party, key: key),
            inputs.commitment(of: [1], slot: "photos", requester: party, key: key),
            inputs.commitment(of: [1], slot: "photo", requester: other, key: key),
            inputs.commitment(of: [1], slot: "photo", requester: party, key: .random()),
            InlineInputs(salt: SymmetricKey(size: .bits256)).commitment(of: [1], slot: "photo", requester: party, key: key),
        ]
        #expect(Set(others + [first]).count == 6)
    }
}
