import Attestation
import Synchronization

/// The manifest in force at a test's node or client, which the test changes.
final class ReleaseLine: Sendable {
    private let state: Mutex<ReleaseHead?>

    init(_ sequence: UInt64? = nil) { state = Mutex(sequence.flatMap(Self.head)) }

    var head: ReleaseHead? { state.withLock { $0 } }
    func move(to sequence: UInt64?) { state.withLock { $0 = sequence.flatMap(Self.head) } }

    static func head(_ sequence: UInt64) -> ReleaseHead? {
        try? ReleaseHead(set: 1, sequence: sequence, digest: [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: 32))
    }
}
