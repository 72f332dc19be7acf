import Attestation

extension FuzzTarget {
    /// An Arm CCA token, explained.
    static let ccaToken = FuzzTarget("cca-token") { bytes in
        guard let token = try? CCAToken(bytes) else { return }
        precondition(token.words.count > 3 && token.words.allSatisfy { !$0.description.contains("\u{1b}") }, "words that a terminal obeys")
    }

    /// A device's measurements over SPDM, explained.
    static let spdm = FuzzTarget("spdm", longest: 8192) { bytes in
        guard let evidence = try? SPDMEvidence(bytes) else { return }
        precondition(evidence.words.allSatisfy { !$0.description.contains("\u{1b}") }, "words that a terminal obeys")
    }

    /// NVIDIA's containers.
    static let nvidiaEvidence = FuzzTarget("nvidia-evidence", longest: 65_536) { bytes in _ = try? NVIDIAEvidence(bytes) }
}
