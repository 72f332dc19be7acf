import Crypto
import Wire

@testable import Attestation

/// A vendor like Intel with a platform, a quoting enclave and an enclave or domain: all its keys are made here, and each part can be changed.
struct IntelLab {
    static let time = UInt64(MadeCertificate.time)
    static let fmspc: [UInt8] = [0x90, 0xc0, 0x6f, 0, 0, 0]

    var root = MadeCertificate.authority("Intel SGX Root CA")
    var authority = MadeCertificate.authority("Intel SGX PCK Platform CA", by: "Intel SGX Root CA", pathLength: 0)
    var platformKey = P256.Signing.PrivateKey()
    var signerKey = P256.Signing.PrivateKey()
    var attestationKey = P256.Signing.PrivateKey()
    var leaf = MadeCertificate(subject: PCKChain.leafName, issuer: "Intel SGX PCK Platform CA", serial: [9])
    var signer = MadeCertificate(subject: IntelCollateral.signerName, issuer: "Intel SGX Root CA", serial: [8])
    var platform = MadePlatform()
    var isTDX = false
    /// TEE_TCB_SVN, and TEE_TCB_SVN_2 in a quote of version 5.
    var launch: [UInt8] = [5, 0, 3] + [UInt8](repeating: 0, count: 13)
    var current: [UInt8]?
    var tcbInfo = MadeTCBInfo()
    var identity = MadeIdentity()
    var rootSerials: [[UInt8]] = []
    var authoritySerials: [[UInt8]] = []
    var hasRootList = true
    var hasAuthorityList = true
    var rootListNumber: [UInt8]? = [7]
    var authorityListNumber: [UInt8]? = [7]
    var listWindow = MadeCertificate.time - 10...MadeCertificate.time + 10
    var quotingEnclaveFlags: UInt8 = 0x11
    var changeEnclaveReport: (inout [UInt8]) -> Void = { _ in }
    /// Who signs the quoting enclave's report, if not the platform.
    var enclaveSigner: P256.Signing.PrivateKey?
    /// Who signs the platform's certificate, if not the authority.
    var leafSigner: P384.Signing.PrivateKey?
    /// The authority's and the root's certificate as they stand in the quote; made and signed anew each time without them.
    var issuers: [[UInt8]]?
    var changeQuote: (inout [UInt8]) -> Void = { _ in }
    var changeSignature: (inout [UInt8]) -> Void = { _ in }

    static func tdx(_ change: (inout IntelLab) -> Void = { _ in }) -> IntelLab {
        var lab = IntelLab()
        (lab.isTDX, lab.tcbInfo.id, lab.identity.id) = (true, "TDX", "TD_QE")
        change(&lab)
        return lab
    }

    static func sgx(_ change: (inout IntelLab) -> Void = { _ in }) -> IntelLab {
        var lab = IntelLab()
        change(&lab)
        return lab
    }

    func verifier(minimum: UInt32 = 0, cache: CollateralCache = CollateralCache()) throws -> IntelVerifier {
        IntelVerifier(platform: isTDX ? .tdx : .sgx, roots: [try root.pinned()], minimumEvaluationNumber: minimum, cache: cache)
    }

    func report(under other: IntelLab? = nil, at time: UInt64 = time) throws -> AuthenticReport {
        try (other ?? self).verifier().authenticate(evidence(), with: endorsements(), at: time)
    }

    /// The reason for which the verifier refuses it; nil if it does not.
    func refusal(under other: IntelLab? = nil, at time: UInt64 = time) throws -> EvidenceRefusal? {
        do {
            _ = try report(under: other, at: time)
            return nil
        } catch let error as AttestationError { return error.refusal }
    }

    func endorsements() throws -> Endorsements {
        var lists: [[UInt8]] = []
        for (issuer, isThere, serials, number) in [
            (root, hasRootList, rootSerials, rootListNumber), (authority, hasAuthorityList, authoritySerials, authorityListNumber),
        ] as [(MadeCertificate, Bool, [[UInt8]], [UInt8]?)] where isThere {
            let extensions = MadeRevocationList.numbered(number)
            lists.append(try MadeRevocationList(issuer: issuer, window: listWindow, serials: serials, extensions: extensions).der())
        }
        var certificate = signer
        certificate.keyInfo = Array(signerKey.publicKey.derRepresentation)
        return Endorsements(
            certificates: [try certificate.der(signedBy: root.key)], revocationLists: lists,
            documents: [try sign(.tcbInfo, tcbInfo.json), try sign(.enclaveIdentity, identity.json)])
    }

    func sign(_ kind: Endorsements.SignedDocument.Kind, _ text: String) throws -> Endorsements.SignedDocument {
        let bytes = Array(text.utf8)
        return Endorsements.SignedDocument(
            kind: kind, bytes: bytes, signature: Array(try signerKey.signature(for: bytes).rawRepresentation))
    }

    /// The chain as PEM.
    func chain() throws -> [UInt8] {
        var certificate = leaf
        certificate.keyInfo = Array(platformKey.publicKey.derRepresentation)
        certificate.extensions.append(.init(identifier: PCKExtension.identifier, value: platform.der))
        let chain = try [certificate.der(signedBy: leafSigner ?? authority.key)] + (issuers ?? madeIssuers())
        return Array(
            chain.map { "-----BEGIN CERTIFICATE-----\n\(Base64.encode($0))\n-----END CERTIFICATE-----\n" }.joined().utf8)
    }

    func madeIssuers() throws -> [[UInt8]] { [try authority.der(signedBy: root.key), try root.der()] }

    func evidence() throws -> Evidence {
        let sample: [UInt8]
        if !isTDX {
            sample = Array(QuoteSample.sgx().prefix(432))
        } else {
            let made = current == nil ? QuoteSample.tdx() : QuoteSample.tdx(version: 5, kind: 3, length: 648)
            var body = Array(made.prefix(current == nil ? 632 : 702))
            let start = current == nil ? 48 : 54
            body.replaceSubrange(start..<start + 16, with: launch)
            if let current { body.replaceSubrange(start + 584..<start + 600, with: current) }
            sample = body
        }
        var signed = sample
        changeQuote(&signed)
        let key = Array(attestationKey.publicKey.rawRepresentation)
        let authentication = Samples.bytes(0xa4, 32)
        var enclave = [UInt8](repeating: 0, count: 384)
        enclave[48] = quotingEnclaveFlags
        for index in 128..<160 { enclave[index] = 0x51 }
        enclave[256] = 2
        enclave[258] = 6
        enclave.replaceSubrange(320..<352, with: Array(SHA256.hash(data: key + authentication)))
        changeEnclaveReport(&enclave)
        let certification = try chain()
        let inner =
            enclave + Array(try (enclaveSigner ?? platformKey).signature(for: enclave).rawRepresentation) + [32, 0] + authentication
            + [5, 0] + little(certification.count) + certification
        var signature = Array(try attestationKey.signature(for: signed).rawRepresentation)
        changeSignature(&signature)
        let data = signature + key + (isTDX ? [6, 0] + little(inner.count) + inner : inner)
        return try Evidence(platform: isTDX ? .tdx : .sgx, bytes: signed + little(data.count) + data)
    }

    private func little(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
}
