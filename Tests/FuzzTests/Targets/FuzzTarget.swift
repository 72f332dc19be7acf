import Wire

/// One decoder under arbitrary bytes. The same code runs under libFuzzer (`make fuzz`) and over the corpus in a test.
///
/// A target has a file of its own, a line in ``all``, and a folder of its name in `Corpus`. It must not throw; it may trap, and a trap is a find.
struct FuzzTarget: Sendable {
    /// In lower case with hyphens; also the corpus's folder.
    let name: String
    /// The longest input that makes sense, in bytes.
    let longest: Int
    /// Handles one input.
    let run: @Sendable ([UInt8]) -> Void

    /// Every target.
    static let all: [FuzzTarget] = [
        hello, offer, authentication, accept, acceptContent, credential, responder, initiator,
        record, recordPlaintext, recordBundle, callHeader, callMetadata, callStatus,
        certificate, revocationList, pem, reportSNP, firmware,
        cbor, quoteSGX, quoteTDX, json, tcbInfo, enclaveIdentity, pckExtension, collateralMemory,
        ratlsCertificate, ratlsEvidence, ratlsClaims,
        note, noteKey, releaseManifest, auditorSet, auditorSetChange, releaseChain, releaseMemory,
        endorsementBundle, endorsementFile, evidenceFile, issuerChain, collateralEntry, collateralAnswer,
        nitroDocument, tpmAttest, tpmKey, tpmEvidence, tpmRegisters, protobuf, bootEventLog, peImage, hclReport, azureEvidence,
        ccaToken, spdm, nvidiaEvidence,
        entryEnvelope, entryPlaintext, snapshotPart, snapshotHeader, snapshotStream, stateItems, disclosure, entryProof, consistencyProof,
        trustFile, evidencePolicy, evidenceParts, runtimeData, attestationKey, signedDocument,
        witnessRequest, witnessState, cosignature, cosignerKey,
    ]

    init(_ name: String, longest: Int = 4096, _ run: @escaping @Sendable ([UInt8]) -> Void) {
        self.name = name
        self.longest = longest
        self.run = run
    }

    /// A decoder of Cloister's byte encoding. What it reads must be written back as the same bytes: one value, one encoding.
    init<Value: WireCodable & SendableMetatype>(_ name: String, _ type: Value.Type, longest: Int = 4096) {
        self.init(name, longest: longest) { bytes in
            guard let value = try? Value(wireBytes: bytes) else { return }
            precondition(value.wireBytes == bytes, "read from other bytes than it is written as")
        }
    }
}
