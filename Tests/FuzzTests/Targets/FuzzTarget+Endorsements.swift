import Attestation

extension FuzzTarget {
    /// A bundle. What is read must be written back as the same bytes.
    static let endorsementBundle = FuzzTarget("endorsement-bundle") { bytes in
        guard let bundle = try? EndorsementBundle(decoding: bytes) else { return }
        precondition(bundle.encoded == bytes, "read from other bytes than it is written as")
    }

    /// A file of endorsements of any kind.
    static let endorsementFile = FuzzTarget("endorsement-file") { bytes in
        _ = try? EndorsementFile.endorsements(in: bytes)
    }

    /// Evidence of any format, recognised, explained and examined without endorsements: never verified.
    static let evidenceFile = FuzzTarget("evidence-file") { bytes in
        _ = EvidenceInspection(bytes).fields
        let examination = EvidenceExaminer(verifiers: HardwareVerifiers.all()).examine(
            bytes, with: Endorsements(), policy: .careful, at: 1_800_000_000)
        precondition(examination.result == .refused, "verified without endorsements")
    }
}
