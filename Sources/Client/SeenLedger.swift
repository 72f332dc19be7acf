import ControlAPI
public import Ledger
public import Wire

/// What a client remembers of a ledger: its key and the newest head seen. Keep it on disk; a node that is behind it, or on another branch, is refused,
/// and an honest node that sees it stops releasing anything.
public struct SeenLedger: Sendable, Equatable {
    /// The key that signs the ledger's checkpoints.
    public let key: NoteKey
    /// The newest checkpoint seen.
    public let checkpoint: Checkpoint

    /// What was kept, checked again.
    ///
    /// - Throws: `LedgerError` for a note that the key did not sign.
    public init(key: NoteKey, checkpoint note: [UInt8]) throws(LedgerError) {
        self.key = key
        checkpoint = try Checkpoint(note, key: key)
    }
}

extension SeenLedger {
    /// Reads the node's answer, and refuses a ledger that does not begin with what was seen before.
    init(_ answer: Cloister_V1_ShowLedgerResponse, after seen: SeenLedger?) throws(ClientError) {
        guard let key = try? NoteKey(verifierKey: answer.checkpointKey), key.name == answer.origin,
            let checkpoint = try? Checkpoint(Array(answer.checkpoint), key: key)
        else { throw .invalidAnswer("the node's checkpoint is not one of its ledger") }
        self.key = key
        self.checkpoint = checkpoint
        guard let seen else { return }
        guard key == seen.key else {
            throw .contradicted("LEDGER_FORKED", "the node keeps the ledger \(key), and this client knows it as \(seen.key)")
        }
        guard checkpoint.size >= seen.checkpoint.size else {
            throw .contradicted(
                "LEDGER_ROLLED_BACK",
                "the node's ledger has \(checkpoint.size) entries, and this client has seen \(seen.checkpoint.size): an older state was put back"
            )
        }
        do {
            let proof = try ConsistencyProof(wireBytes: Array(answer.consistencyProof))
            guard proof.oldSize == seen.checkpoint.size, proof.newSize == checkpoint.size else { throw WireError.invalid("another proof") }
            try ProofVerifier.verify(proof, oldRoot: seen.checkpoint.root, newRoot: checkpoint.root)
        } catch {
            throw .contradicted(
                "LEDGER_FORKED",
                "the node cannot show that its ledger begins with the \(seen.checkpoint.size) entries that this client has seen: there are two of it"
            )
        }
    }
}

extension ClientError {
    fileprivate static func contradicted(_ reason: String, _ message: String) -> ClientError {
        ClientError(.ledgerContradicted, reason: reason, message: message)
    }
}
