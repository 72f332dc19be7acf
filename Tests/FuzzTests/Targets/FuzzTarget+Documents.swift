import Attestation
import Wire

extension FuzzTarget {
    /// A trust file. What is read is written as a document that reads the same.
    static let trustFile = FuzzTarget("trust-file") { bytes in
        guard let trust = try? TrustFile(json: bytes), let text = try? trust.encoded() else { return }
        precondition((try? TrustFile(json: text)) == trust, "written as something else than it was read from")
        _ = trust.policy.requirements.count + trust.hardwareVerifiers().count
    }

    /// A policy for evidence in files.
    static let evidencePolicy = FuzzTarget("evidence-policy") { bytes in _ = try? EvidencePolicy(json: bytes) }

    /// Evidence and a file beside it, whose length stands in the first two bytes: parts are joined, endorsements recognised. Never verified.
    static let evidenceParts = FuzzTarget("evidence-parts", longest: 8192) { bytes in
        guard bytes.count > 2 else { return }
        let length = min(Int(bytes[0]) << 8 | Int(bytes[1]), bytes.count - 2)
        let (evidence, file) = (Array(bytes[2..<2 + length]), Array(bytes[(2 + length)...]))
        let examination = EvidenceExaminer(verifiers: HardwareVerifiers.all()).examine(
            evidence, endorsementFiles: [file], policy: .careful, at: 1_800_000_000)
        precondition(examination.result == .refused, "verified with one file")
    }

    /// What Azure's paravisor says about its machine.
    static let runtimeData = FuzzTarget("runtime-data") { bytes in _ = try? RuntimeData(bytes) }

    /// A TPM's attestation key, as SubjectPublicKeyInfo.
    static let attestationKey = FuzzTarget("attestation-key", longest: 1024) { bytes in
        guard let key = try? AttestationKey(info: bytes) else { return }
        precondition((try? AttestationKey(info: key.info)) != nil, "written as what cannot be read")
    }

    /// An answer of Intel's service, whose document is read as what it says it is.
    static let signedDocument = FuzzTarget("signed-document") { bytes in
        guard let document = try? Endorsements.SignedDocument(answer: bytes) else { return }
        switch document.kind {
        case .tcbInfo: _ = try? TCBInfo(document.bytes)
        case .enclaveIdentity: _ = try? EnclaveIdentity(document.bytes)
        }
    }
}
