import Testing

@testable import Attestation

/// Intel's samples for its own verification library, under the root of its laboratory.
///
/// They can be verified in part only: of SGX the platform's certificate and all revocation lists are missing, of TDX the TCB info, who signed the
/// documents and the root's list; and the quotes beside them carry no chain.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct LaboratoryBundleTests {
    private static let (sgx, tdx) = (
        "sgx/intel_confidential-computing.tee.dcap.qvl/sgx.", "tdx/intel_confidential-computing.tee.dcap.qvl/tdx."
    )
    /// 2023-11-14, when all of it was valid.
    private static let time: UInt64 = 1_700_000_000

    private func certificates(_ file: String) throws -> [X509Certificate] {
        try PEM.certificates(in: SharedEvidence.bytes(file), atMost: 4).map { try X509Certificate(der: $0) }
    }

    private func path(_ leaf: X509Certificate, to root: PinnedRoot) throws -> EvidenceRefusal? {
        try refusal { try CertificatePath(leaf: leaf, from: [], to: [root], at: Self.time, revocation: .none) }
    }

    @Test func `[7] SGX: the signer is the laboratory's and not Intel's, and signed both documents as they stand`() throws {
        let root = try PinnedRoot(try #require(certificates(Self.sgx + "trustedRootCaCert.pem").first))
        let signer = try #require(certificates(Self.sgx + "tcbSignChain.pem").first { $0.subjectCommonName == IntelCollateral.signerName })
        let authority = try #require(certificates(Self.sgx + "pckSignChain.pem").first { $0.subjectCommonName != "Intel SGX Root CA" })
        for certificate in [signer, authority] {
            #expect(try path(certificate, to: root) == nil)
            #expect(try path(certificate, to: IntelRoot.production) == .chainInvalid)
        }
        let platform = try PCKExtension(MadePlatform(fmspc: [0x00, 0x70, 0x7f, 0, 0, 0]).der)
        let (info, identity) = (
            try Endorsements.SignedDocument(answer: SharedEvidence.bytes(Self.sgx + "tcbInfo.json")),
            try Endorsements.SignedDocument(answer: SharedEvidence.bytes(Self.sgx + "qeIdentity.json"))
        )
        func outcome(_ documents: [Endorsements.SignedDocument], at time: UInt64 = Self.time) throws -> EvidenceRefusal? {
            try refusal {
                let documents = IntelDocuments(documents, signers: [signer], at: time)
                _ = try documents.tcbInfo(.sgx, of: platform)
                _ = try documents.identity(.sgx)
            }
        }
        #expect(try outcome([info, identity]) == nil)
        #expect(try outcome([info, identity], at: 1_567_000_000) == .collateralExpired)
        for place in [0, 1] {
            var documents = [info, identity]
            var bytes = documents[place].bytes
            bytes[bytes.count / 2] ^= 1
            documents[place] = Endorsements.SignedDocument(kind: documents[place].kind, bytes: bytes, signature: documents[place].signature)
            #expect(try outcome(documents) == .collateralSignature)
        }
    }

    @Test func `[6] TDX: the authority is the laboratory's, and signed its list`() throws {
        let chain = try certificates(Self.tdx + "pckSignChain.pem")
        let top = try #require(chain.first { $0.subjectCommonName == "Intel SGX Root CA" })
        let authority = try #require(chain.first { $0.subjectCommonName != "Intel SGX Root CA" })
        #expect(try path(authority, to: PinnedRoot(top)) == nil)
        #expect(try path(authority, to: IntelRoot.production) == .chainInvalid)
        let list = try X509RevocationList(der: SharedEvidence.bytes(Self.tdx + "intermediateCaCrl.der"))
        #expect(try refusal { try CurrentRevocationList(list, of: authority, at: Self.time) } == nil)
        #expect(try refusal { try CurrentRevocationList(list, of: top, at: Self.time) } == .revocationListInvalid)
        #expect(list.sequenceNumber == RevocationListNumber([1]))
    }
}
