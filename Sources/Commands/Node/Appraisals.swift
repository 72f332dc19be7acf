import Attestation
import AttestedSession
import Synchronization

/// What a handshake showed, kept for after it.
final class Appraisals: Sendable {
    private let seen = Mutex<(record: AppraisalRecord, context: SessionContext)?>(nil)

    /// To give as `onAppraised`.
    func keep(_ record: AppraisalRecord, _ context: SessionContext) { seen.withLock { $0 = (record, context) } }

    /// The last appraisal; nil if no evidence arrived.
    var record: AppraisalRecord? { seen.withLock { $0?.record } }
}
