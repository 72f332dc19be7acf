import ControlPlane
import Ledger

/// The state of the control plane as the ledger's records and snapshots build it.
struct ReplayedState: LedgerContents, Sendable {
    static let snapshotFormat = StateSnapshot.format

    private(set) var state = State()
    private var restoration = StateRestoration()

    init() {}

    mutating func apply(_ opened: OpenedRecord) throws { try state.apply(try opened.record.event(in: state)) }

    mutating func restore(_ item: [UInt8]) throws { try restoration.add(item) }

    mutating func finishRestoring() throws {
        state = try restoration.finish()
        restoration = StateRestoration()
    }
}
