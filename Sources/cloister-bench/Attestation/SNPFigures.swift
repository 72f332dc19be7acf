import Attestation
import Crypto
import CryptoExtras

/// One SEV-SNP report with its endorsements from cold, beside the signature checks that this needs, and nothing else.
struct SNPFigures {
    private static let rounds = 7
    private static let samples = 20
    private static let repetitions = 20
    private static let time: UInt64 = 1_749_127_146

    private let evidence: Evidence
    private let endorsements: Endorsements
    private let checks: SNPSignatureChecks

    init(_ samples: EvidenceSamples) throws {
        let amd = "collateral/amd/milan"
        let report = try samples.bytes("snp/confidential-containers_trustee/test-report.bin")
        let key = try samples.bytes("\(amd)/vcek_34309875.der")
        let authority = try samples.bytes("\(amd)/ask.der")
        let list = try samples.bytes("\(amd)/crl_20250506.der")
        evidence = try Evidence(platform: .sevSNP, bytes: report)
        endorsements = Endorsements(certificates: [key, authority], revocationLists: [list])
        checks = try SNPSignatureChecks(
            report: SNPReport(report), key: X509Certificate(der: key), authority: X509Certificate(der: authority),
            root: X509Certificate(der: samples.bytes("\(amd)/ark.der")), list: X509RevocationList(der: list))
    }

    func measure() async throws -> [Figure] {
        let verifier = SNPVerifier()
        let comparison = try await Comparison(rounds: Self.rounds, samples: Self.samples) {
            try each(Self.repetitions) {
                let report = try verifier.authenticate(evidence, with: endorsements, at: Self.time)
                guard report.platform == .sevSNP else { throw FigureError("the SEV-SNP report is not read as one") }
            }
        } beside: {
            try each(Self.repetitions) {
                guard checks.hold() else { throw FigureError("a signature of the SEV-SNP sample does not hold") }
            }
        }
        return [comparison.figure("attestation.snp.vsSignatures", atMost: 1.1)]
    }
}

/// The four signatures: ARK over its list and over the ASK, ASK over the VCEK, VCEK over the report. Keys and bytes are at hand.
private struct SNPSignatureChecks {
    private let key: P384.Signing.PublicKey
    private let reportSignature: P384.Signing.ECDSASignature
    private let report: [UInt8]
    private let links: [(issuer: _RSA.Signing.PublicKey, signature: _RSA.Signing.RSASignature, bytes: [UInt8])]

    init(report: SNPReport, key: X509Certificate, authority: X509Certificate, root: X509Certificate, list: X509RevocationList) throws {
        guard let p384 = key.publicKey.p384, let ask = authority.publicKey.rsa, let ark = root.publicKey.rsa else {
            throw FigureError("a key of the SEV-SNP sample is of another algorithm")
        }
        self.key = p384
        self.report = report.signedBytes
        let numbers = [report.signature.r, report.signature.s].flatMap { $0.prefix(48).reversed() }
        reportSignature = try P384.Signing.ECDSASignature(rawRepresentation: numbers)
        links = [
            (ark, .init(rawRepresentation: list.signature), Array(list.signedBytes)),
            (ark, .init(rawRepresentation: authority.signature), Array(authority.signedBytes)),
            (ask, .init(rawRepresentation: key.signature), Array(key.signedBytes)),
        ]
    }

    func hold() -> Bool {
        key.isValidSignature(reportSignature, for: SHA384.hash(data: report))
            && links.allSatisfy { $0.issuer.isValidSignature($0.signature, for: SHA384.hash(data: $0.bytes), padding: .PSS) }
    }
}
