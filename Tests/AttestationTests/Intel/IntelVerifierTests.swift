import Crypto
import Testing
import Wire

@testable import Attestation

/// Each check of the verifier, on evidence of which only what it looks at is wrong.
@Suite struct IntelVerifierTests {
    private let stranger = MadeCertificate.authority("Intel SGX Root CA")

    @Test func `What is right in every part is authentic, and everything in it reaches the report`() throws {
        let sgx = try IntelLab.sgx().report()
        #expect(sgx.platform == .sgx && sgx.measurement.digest == Samples.bytes(0x11, 32) && sgx.securityVersion == 0x5678 && !sgx.isDebug)
        #expect(sgx.hardwareID.bytes == Samples.bytes(0x1d, 16) && sgx.reportData?.bytes == QuoteSample.reportData && sgx.role == nil)
        #expect(sgx.standing?.status == .upToDate && sgx.standing?.advisories == ["INTEL-SA-00477"] && sgx.standing?.evaluationNumber == 18)
        let lab = IntelLab.tdx { $0.changeQuote = { for index in 232..<280 { $0[index] = index == 232 ? 2 : index < 264 ? 0x77 : 0 } } }
        let tdx = try lab.report()
        #expect(tdx.platform == .tdx && tdx.role == .executor && tdx.configurationDigest == [2] + Samples.bytes(0x77, 31))
        let platform = try #require(tdx.intelPlatform)
        #expect(platform.certificate.fmspc == IntelLab.fmspc && platform.certificate.provisioningID == Samples.bytes(0x9d, 16))
        #expect(platform.certificate.configuration == .init(isDynamic: true, hasCachedKeys: false, isMultithreaded: true))
        #expect(platform.certificate.memoryProtection == .scalable && platform.authority == "Intel SGX PCK Platform CA")
        #expect(platform.quotingEnclave.securityVersion == 6 && !platform.isInstanceUnnamed && platform.quoteVersion == 4)
        #expect(platform.window == MadeCertificate.time - 10...MadeCertificate.time + 10)
        let bound = IntelLab.tdx { $0.changeQuote = { for index in 232..<280 { $0[index] = 2 } } }
        #expect(try bound.report().role == nil)
    }

    @Test func `[5] A chain to somebody else's root is refused, whatever its names`() throws {
        let lab = IntelLab.sgx()
        var fake = lab
        fake.root = stranger
        #expect(try fake.refusal(under: lab) == .chainUntrusted)
        var mixed = lab
        mixed.authority.issuer = "Intel SGX Root CA"
        mixed.root.key = P384.Signing.PrivateKey()
        #expect(try mixed.refusal(under: lab) == .chainUntrusted)
    }

    @Test func `[5] The platform's certificate is signed by its authority, and the root in the chain by the pinned key`() throws {
        #expect(try IntelLab.sgx { $0.leafSigner = P384.Signing.PrivateKey() }.refusal() == .chainInvalid)
        var lab = IntelLab.sgx()
        var reissued = lab.root
        reissued.validity = MadeCertificate.time - 3...MadeCertificate.time + 3
        lab.issuers = [try lab.authority.der(signedBy: lab.root.key), try reissued.der()]
        #expect(try lab.refusal() == nil && lab.refusal(at: IntelLab.time + 4) == .certificateExpired)
        lab.issuers = [try lab.authority.der(signedBy: lab.root.key), try reissued.der(signedBy: stranger.key)]
        #expect(try lab.refusal() == .chainInvalid)
        lab.issuers = try lab.madeIssuers().reversed()
        #expect(try lab.refusal() == nil)
        lab.issuers = [try lab.authority.der(signedBy: lab.root.key)]
        #expect(try lab.refusal() == .chainInvalid)
    }

    @Test func `[5] Every certificate has its own name and its issuer's signature`() throws {
        for change in [
            { $0.leaf.subject = "Intel SGX Attestation Key" }, { $0.authority.subject = "Intel SGX PCK Other CA" },
            { $0.authority.extensions = [] }, { $0.authority.extensions = [.authority(), .usage(0b10)] },
            { $0.leaf.extensions = [.authority()] }, { $0.leaf.issuer = "Intel SGX PCK Processor CA" },
            { $0.leaf.extensions = [.init(identifier: [2, 5, 29, 32], isCritical: true, value: [5, 0])] },
        ] as [(inout IntelLab) -> Void] {
            #expect(try IntelLab.sgx(change).refusal() == .chainInvalid)
        }
        #expect(try IntelLab.sgx { $0.signer.subject = "Another signer" }.refusal() == .endorsementMissing)
        let other = IntelLab.sgx()
        #expect(try IntelLab.sgx { $0.signer.issuer = $0.authority.subject }.refusal() == .chainUntrusted)
        var mixed = IntelLab.sgx()
        mixed.signerKey = other.signerKey
        let documents = try IntelLab.sgx().endorsements().documents
        var bag = try mixed.endorsements()
        bag.documents = documents
        let error = #expect(throws: AttestationError.self) {
            try mixed.verifier().authenticate(mixed.evidence(), with: bag, at: IntelLab.time)
        }
        #expect(error?.refusal == .collateralSignature)
    }

    @Test func `[6] What is outside its validity is refused`() throws {
        let (early, late) = (MadeCertificate.time - 1000...MadeCertificate.time - 1, MadeCertificate.time + 1...MadeCertificate.time + 1000)
        for window in [early, late] {
            #expect(try IntelLab.sgx { $0.root.validity = window }.refusal() == .certificateExpired)
            #expect(try IntelLab.sgx { $0.authority.validity = window }.refusal() == .certificateExpired)
            #expect(try IntelLab.sgx { $0.leaf.validity = window }.refusal() == .certificateExpired)
            #expect(try IntelLab.sgx { $0.signer.validity = window }.refusal() == .certificateExpired)
            #expect(try IntelLab.sgx { $0.listWindow = window }.refusal() == .revocationListExpired)
            let times = { (lab: inout IntelLab) in (lab.tcbInfo.issued, lab.tcbInfo.next) = (window.lowerBound, window.upperBound) }
            #expect(try IntelLab.sgx(times).refusal() == .collateralExpired)
            let others = { (lab: inout IntelLab) in (lab.identity.issued, lab.identity.next) = (window.lowerBound, window.upperBound) }
            #expect(try IntelLab.sgx(others).refusal() == .collateralExpired)
        }
        for edge in [MadeCertificate.time...MadeCertificate.time + 1, MadeCertificate.time - 1...MadeCertificate.time] {
            #expect(try IntelLab.sgx { ($0.listWindow, $0.leaf.validity) = (edge, edge) }.refusal() == nil)
        }
    }

    @Test func `[6] Revocation lists must be there, and whom they list is refused`() throws {
        #expect(try IntelLab.sgx { $0.hasRootList = false }.refusal() == .revocationListMissing)
        #expect(try IntelLab.sgx { $0.hasAuthorityList = false }.refusal() == .revocationListMissing)
        #expect(try IntelLab.sgx { $0.authoritySerials = [[7], [9]] }.refusal() == .certificateRevoked)
        #expect(try IntelLab.sgx { $0.rootSerials = [[5]] }.refusal() == .certificateRevoked)
        #expect(try IntelLab.sgx { $0.rootSerials = [[8]] }.refusal() == .certificateRevoked)
        #expect(try IntelLab.sgx { ($0.rootSerials, $0.authoritySerials) = ([[9]], [[8], [5]]) }.refusal() == nil)
    }

    @Test func `[7] Documents must be signed as they stand, and be of the platform and the enclave`() throws {
        let lab = IntelLab.tdx()
        for place in 0..<2 {
            for position in [0, 63] {
                var bag = try lab.endorsements()
                let document = bag.documents[place]
                var signature = document.signature
                signature[position] ^= 1
                bag.documents[place] = .init(kind: document.kind, bytes: document.bytes, signature: signature)
                #expect(try refusal(lab, bag) == .collateralSignature)
                bag.documents[place] = .init(kind: document.kind, bytes: document.bytes + [0x20], signature: document.signature)
                #expect(try refusal(lab, bag) == .collateralSignature)
            }
            var bag = try lab.endorsements()
            bag.documents.remove(at: place)
            #expect(try refusal(lab, bag) == .endorsementMissing)
        }
        #expect(try IntelLab.tdx { $0.tcbInfo.fmspc[5] = 1 }.refusal() == .collateralMismatch)
        #expect(try IntelLab.tdx { $0.tcbInfo.pceID = "0001" }.refusal() == .collateralMismatch)
        #expect(try IntelLab.tdx { $0.tcbInfo.id = "SGX" }.refusal() == .collateralMismatch)
        #expect(try IntelLab.tdx { $0.identity.id = "QE" }.refusal() == .collateralMismatch)
        #expect(try IntelLab.sgx { $0.tcbInfo.id = "TDX" }.refusal() == .collateralMismatch)
        #expect(try IntelLab.tdx { $0.identity.id = "QVE" }.refusal() == .endorsementMalformed)
    }

    @Test func `[7] The quoting enclave is Intel's, and its report is signed by the platform`() throws {
        #expect(try IntelLab.sgx { $0.identity.signer = 0x52 }.refusal() == .quotingEnclave)
        #expect(try IntelLab.sgx { $0.identity.productID = 3 }.refusal() == .quotingEnclave)
        #expect(try IntelLab.sgx { $0.identity.miscSelect = "00000001" }.refusal() == .quotingEnclave)
        #expect(try IntelLab.sgx { $0.quotingEnclaveFlags = 0x13 }.refusal() == .quotingEnclave)
        #expect(try IntelLab.sgx { $0.changeEnclaveReport = { $0[258] = 3 } }.refusal() == .tcbLevelMissing)
        #expect(try IntelLab.sgx { $0.enclaveSigner = P256.Signing.PrivateKey() }.refusal() == .quotingEnclave)
        #expect(try IntelLab.sgx { $0.enclaveSigner = $0.attestationKey }.refusal() == .quotingEnclave)
    }

    @Test(arguments: [320, 351, 352, 383])
    func `[12][13] The quoting enclave vouches for the attestation key over all 64 bytes`(place: Int) throws {
        #expect(try IntelLab.sgx { $0.changeEnclaveReport = { $0[place] ^= 1 } }.refusal() == .keyBinding)
    }

    @Test func `[12] A zero in r or s, and anything but the key's signature, is refused`() throws {
        for range in [0..<32, 32..<64, 0..<64] {
            let zeros = { (signature: inout [UInt8]) in for index in range { signature[index] = 0 } }
            #expect(try IntelLab.tdx { $0.changeSignature = zeros }.refusal() == .reportSignature)
        }
        #expect(
            try IntelLab.tdx { $0.changeSignature = { $0.replaceSubrange(32..<64, with: Samples.bytes(0xff, 32)) } }.refusal()
                == .reportSignature)
        #expect(try IntelLab.tdx { $0.changeSignature = { $0[31] ^= 1 } }.refusal() == .reportSignature)
    }

    @Test func `[11] Evidence of one TEE is none of the other's verifier`() throws {
        let (sgx, tdx) = (IntelLab.sgx(), IntelLab.tdx())
        let crossed = try Evidence(platform: .tdx, bytes: sgx.evidence().bytes)
        let error = #expect(throws: AttestationError.self) {
            try tdx.verifier().authenticate(crossed, with: tdx.endorsements(), at: IntelLab.time)
        }
        #expect(error?.refusal == .malformed)
    }

    private func refusal(_ lab: IntelLab, _ bag: Endorsements) throws -> EvidenceRefusal? {
        let error = #expect(throws: AttestationError.self) { try lab.verifier().authenticate(lab.evidence(), with: bag, at: IntelLab.time) }
        return error?.refusal
    }
}
