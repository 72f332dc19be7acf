import Ledger

@testable import Wire

extension FuzzTarget {
    /// The body of an `add-checkpoint` call: it is written as it was read.
    static let witnessRequest = FuzzTarget("witness-request", longest: 8192) { bytes in
        guard let request = try? WitnessRequest(bytes) else { return }
        precondition(request.bytes == bytes, "read from other bytes than it is written as")
        _ = Checkpoint.parts(of: request.checkpoint.text)
    }

    /// What a witness remembers.
    static let witnessState = FuzzTarget("witness-state", WitnessState.self, longest: 8192)

    /// A checkpoint with cosignatures, and a witness that may be among them.
    static let cosignature = FuzzTarget("cosignature") { bytes in
        guard let note = try? SignedNote(bytes), let witness else { return }
        if let time = try? witness.cosignatureTime(of: note) { precondition(time <= CosignerKey.maximumTime, "a time that is none") }
    }

    /// A witness's verifier key.
    static let cosignerKey = FuzzTarget("cosigner-key", longest: 512) { bytes in
        guard let text = String(validating: bytes, as: UTF8.self), let key = try? CosignerKey(verifierKey: text) else { return }
        precondition(key.description.utf8.elementsEqual(bytes), "read from other bytes than it is written as")
    }

    private static let witness = try? CosignerKey(verifierKey: "witness.example/w1+201796ae+BMaCJjfH0xDsV2J74AuiWdJTdJ9Kr2REcM/75To19zJC")
}
