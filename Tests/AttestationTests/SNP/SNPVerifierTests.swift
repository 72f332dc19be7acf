import Crypto
import Testing

@testable import Attestation

@Suite struct SNPVerifierTests {
    private static var turin: MadeReport {
        MadeReport(
            version: 5, product: .turin, processor: [0x1a, 0x02, 0x01], tcb: [1, 2, 3, 4, 0, 0, 0, 81],
            chip: Array(1...8) + Samples.bytes(0, 56))
    }
    private static var genoa: MadeReport {
        MadeReport(version: 4, product: .genoa, processor: [0x19, 0xa0, 0x02], tcb: [10, 0, 0, 0, 0, 0, 23, 84])
    }
    private static var masked: MadeReport { MadeReport(chip: Samples.bytes(0, 64), flags: 1 << 2) }

    @Test func `A report of each product and version is authenticated`() throws {
        for report in [MadeReport(), MadeReport(version: 2), Self.genoa, Self.turin] {
            let found = try MadeSNPChain(report).verify(report)
            #expect(found.platform == .sevSNP && found.measurement.digest == Samples.bytes(0x4d, 48) && found.role == .executor)
            #expect(found.configurationDigest == report.hostData && found.securityVersion == 0x1122_3344 && !found.isDebug)
            #expect(found.hardwareID.bytes == Array(report.chip.prefix(report.product.chipIDLength)) && !found.hardwareIDIsSubstitute)
            #expect(found.reportData?.bytes == MadeReport.reportData && found.standing == nil)
            guard case .snp(let details) = found.details else { throw AttestationError(.malformed, "other details") }
            #expect(details.product == report.product && details.reportedTCB == SNPTCBVersion(report.tcb, layout: report.product.layout))
            #expect(details.currentTCB == details.committedTCB && details.launchTCB == details.currentTCB)
        }
    }

    @Test func `A provider's key authenticates, and its name stands for a hidden chip`() throws {
        let chain = MadeSNPChain(Self.masked, provider: "CN=cloud")
        let found = try chain.verify(Self.masked)
        #expect(found.hardwareIDIsSubstitute && found.hardwareID.bytes == Array(SHA256.hash(data: Array("vlekCN=cloud".utf8))))
        let shown = MadeReport(flags: 1 << 2)
        let named = try MadeSNPChain(shown, provider: "CN=cloud").verify(shown)
        #expect(!named.hardwareIDIsSubstitute && named.hardwareID.bytes == shown.chip)
    }

    @Test func `[3] A guest that may be debugged is told as such`() throws {
        let report = MadeReport { $0[0x0a] |= 1 << 3 }
        #expect(try MadeSNPChain(report).verify(report).isDebug)
    }

    @Test func `[1] No flipped byte is accepted, and none traps`() throws {
        let chain = MadeSNPChain()
        let endorsements = try chain.endorsements()
        let verifier = SNPVerifier(roots: [try chain.root.pinned()])
        let bytes = try MadeReport().bytes(signedBy: chain.key.key)
        for index in bytes.indices {
            for flip in index % 8 == 0 ? [0x01, 0x80, 0xff] : [0x01] as [UInt8] {
                var changed = bytes
                changed[index] ^= flip
                #expect(throws: AttestationError.self, "byte \(index)") {
                    try verifier.authenticate(
                        Evidence(platform: .sevSNP, bytes: changed), with: endorsements, at: UInt64(MadeCertificate.time))
                }
            }
        }
    }

    @Test func `[12] Zero, large and misplaced numbers of a signature are refused`() throws {
        let chain = MadeSNPChain()
        let endorsements = try chain.endorsements()
        let verifier = SNPVerifier(roots: [try chain.root.pinned()])
        func refusal(_ change: (inout [UInt8]) -> Void) throws -> EvidenceRefusal? {
            var bytes = try MadeReport().bytes(signedBy: chain.key.key)
            change(&bytes)
            do throws(AttestationError) {
                let evidence = try Evidence(platform: .sevSNP, bytes: bytes)
                _ = try verifier.authenticate(evidence, with: endorsements, at: UInt64(MadeCertificate.time))
                return nil
            } catch { return error.refusal }
        }
        let (r, s) = (0x2a0..<0x2e8, 0x2e8..<0x330)
        #expect(try refusal { _ in } == nil)
        for part in [r, s] {
            #expect(try refusal { $0.replaceSubrange(part, with: Samples.bytes(0, 72)) } == .reportSignature)
            #expect(try refusal { $0.replaceSubrange(part, with: Samples.bytes(0xff, 48) + Samples.bytes(0, 24)) } == .reportSignature)
            #expect(try refusal { $0.replaceSubrange(part, with: $0[part].reversed()) } == .reportSignature)
            for high in [48, 71] { #expect(try refusal { $0[part.lowerBound + high] = 1 } == .reportSignature) }
        }
        #expect(try refusal { bytes in bytes.replaceSubrange(0x2a0..<0x330, with: bytes[s] + bytes[r]) } == .reportSignature)
        #expect(try refusal { $0[0x330] = 1 } == .malformed)
    }

    @Test func `[11] A report that nobody signed, and another kind of key, are refused`() throws {
        #expect(MadeSNPChain().refusal(MadeReport(flags: 7 << 2)) == .reportSignature)
        #expect(MadeSNPChain().refusal(MadeReport(flags: 1 << 2)) == .keyBinding)
        #expect(MadeSNPChain(Self.masked, provider: "CN=cloud").refusal(MadeReport(chip: Samples.bytes(0, 64))) == .keyBinding)
        let chain = MadeSNPChain()
        #expect(throws: AttestationError.self) {
            try SNPVerifier(roots: [chain.root.pinned()]).authenticate(
                Evidence(platform: .sgx, bytes: MadeReport().bytes(signedBy: chain.key.key)), with: chain.endorsements(),
                at: UInt64(MadeCertificate.time))
        }
    }

    @Test func `[11] The authority for providers' keys stands for no chip's, nor the other way round`() throws {
        for (report, provider) in [(MadeReport(), nil), (Self.masked, "CN=cloud")] as [(MadeReport, String?)] {
            var chain = MadeSNPChain(report, provider: provider)
            let other = provider == nil ? "SEV-VLEK-Milan" : "SEV-Milan"
            (chain.authority.subject, chain.key.issuer) = (other, other)
            #expect(chain.refusal(report) == .keyBinding)
        }
        var chain = MadeSNPChain()
        chain.root = .authority("ARK-Genoa")
        (chain.authority.issuer, chain.revocationList) = ("ARK-Genoa", MadeRevocationList(issuer: chain.root))
        #expect(chain.refusal(MadeReport()) == .keyBinding)
        chain = MadeSNPChain()
        chain.key.issuer = "ARK-Milan"
        let direct = Endorsements(
            certificates: [try chain.key.der(signedBy: chain.root.key), try chain.authority.der(signedBy: chain.root.key)],
            revocationLists: [try chain.revocationList.der(signedBy: chain.root.key)])
        #expect(chain.refusal(MadeReport(), with: direct) == .keyBinding)
    }

    @Test func `[11] Another product, chip and security version than the certificate's are refused`() throws {
        #expect(MadeSNPChain().refusal(MadeReport(processor: [0x19, 0x11, 1])) == .platformMismatch)
        #expect(MadeSNPChain().refusal(MadeReport(processor: [0x17, 0x31, 1])) == .unsupported)
        #expect(
            MadeSNPChain(Self.turin).refusal(MadeReport(version: 3, product: .turin, tcb: Self.turin.tcb, chip: Self.turin.chip))
                == .platformMismatch)
        for index in [0, 7, 8, 63] {
            #expect(MadeSNPChain().refusal(MadeReport { $0[0x1a0 + index] ^= 1 }) == .platformMismatch)
            #expect(
                MadeSNPChain(Self.turin).refusal(
                    MadeReport {
                        $0 = Self.turin.unsigned; $0[0x1a0 + index] ^= 1
                    }) == .platformMismatch)
        }
        #expect(MadeSNPChain().refusal(MadeReport(chip: Samples.bytes(0, 64))) == .platformMismatch)
        for report in [MadeReport(), Self.turin] {
            for index in 0..<8 {
                var other = report
                other.change = { $0[0x180 + index] ^= 1 }
                #expect(MadeSNPChain(report).refusal(other) == .tcbMismatch, "byte \(index)")
            }
        }
    }

    @Test func `[7] A key's certificate must have each of AMD's extensions once, in AMD's form, and no other`() throws {
        for report in [MadeReport(), Self.turin] {
            let whole = MadeSNPChain.extensions(report)
            for index in whole.indices {
                var chain = MadeSNPChain(report)
                chain.key.extensions.remove(at: index)
                #expect(chain.refusal(report) == .endorsementMalformed, "without \(whole[index].identifier)")
                chain.key.extensions = whole
                chain.key.extensions[index].value += [0]
                #expect(chain.refusal(report) == .endorsementMalformed, "longer \(whole[index].identifier)")
            }
            for other in [[1, 3, 6, 1, 4, 1, 3704, 1, 5], [1, 3, 6, 1, 4, 1, 3704, 1, 3, 10], [1, 3, 6, 1, 4, 1, 3704, 1, 3, 1, 0]]
                as [OID]
            {
                var chain = MadeSNPChain(report)
                chain.key.extensions.append(.init(identifier: other, value: MadeDER.integer(0)))
                #expect(chain.refusal(report) == .endorsementMalformed)
            }
        }
        var chain = MadeSNPChain()
        chain.key.extensions[0].value = MadeDER.integer(1)
        #expect(chain.refusal(MadeReport()) == .endorsementMalformed)
        chain = MadeSNPChain()
        chain.key.extensions[2].value = MadeDER.integer([1, 4])
        #expect(chain.refusal(MadeReport()) == .endorsementMalformed)
        chain = MadeSNPChain()
        chain.key.keyInfo = Array(P256.Signing.PrivateKey().publicKey.derRepresentation)
        #expect(chain.refusal(MadeReport()) == .endorsementMalformed)
        chain = MadeSNPChain(Self.masked, provider: String(repeating: "x", count: 257))
        #expect(chain.refusal(Self.masked) == .endorsementMalformed)
    }

    @Test func `[5] A chain under names of AMD's and other keys is refused by AMD's roots`() throws {
        let chain = MadeSNPChain()
        let evidence = try Evidence(platform: .sevSNP, bytes: MadeReport().bytes(signedBy: chain.key.key))
        do throws(AttestationError) {
            _ = try SNPVerifier().authenticate(evidence, with: try chain.testEndorsements(), at: UInt64(MadeCertificate.time))
            Issue.record("a made-up root was taken for AMD's")
        } catch { #expect(error.refusal == .chainUntrusted) }
    }

    @Test func `[6] Expired, revoked and unlisted: each is refused by its name`() throws {
        let chain = MadeSNPChain()
        #expect(chain.refusal(MadeReport(), at: MadeCertificate.time + 1001) == .certificateExpired)
        #expect(chain.refusal(MadeReport(), at: MadeCertificate.time + 11) == .revocationListExpired)
        var revoked = chain
        revoked.revocationList.serials = [[9], [0x31]]
        #expect(revoked.refusal(MadeReport()) == .certificateRevoked)
        var without = try chain.endorsements()
        without.revocationLists = []
        #expect(chain.refusal(MadeReport(), with: without) == .revocationListMissing)
        #expect(try chain.verify(MadeReport(), with: without, accepting: [.unsafeWithoutRevocation]).platform == .sevSNP)
        #expect(throws: AttestationError.self) { try revoked.verify(MadeReport(), accepting: [.unsafeWithoutRevocation]) }
    }

    @Test func `[7] What is missing is named, and a broken certificate is not passed over`() throws {
        let chain = MadeSNPChain()
        #expect(chain.refusal(MadeReport(), with: Endorsements()) == .endorsementMissing)
        let keyAlone = Endorsements(certificates: [try chain.key.der(signedBy: chain.authority.key)])
        #expect(chain.refusal(MadeReport(), with: keyAlone) == .endorsementMissing)
        var broken = try chain.endorsements()
        broken.certificates.append([0x30, 0])
        #expect(chain.refusal(MadeReport(), with: broken) == .endorsementMalformed)
        var many = try chain.endorsements()
        many.certificates += try (0..<61).map { _ in try chain.root.der() }
        #expect(chain.refusal(MadeReport(), with: many) == .endorsementMalformed)
    }

    @Test func `Of several keys the one of the report's chip and versions is taken`() throws {
        let chain = MadeSNPChain()
        var endorsements = try chain.endorsements()
        for other in [MadeReport(tcb: [4, 0, 0, 0, 0, 0, 23, 219]), MadeReport(chip: Samples.bytes(3, 64))] {
            var key = MadeSNPChain(other).key
            key.key = P384.Signing.PrivateKey()
            endorsements.certificates.insert(try key.der(signedBy: chain.authority.key), at: 0)
            endorsements.certificates.append(try key.der(signedBy: chain.authority.key))
        }
        #expect(try chain.verify(MadeReport(), with: endorsements).platform == .sevSNP)
    }

    @Test func `A key that was checked once verifies further reports, and only its own`() throws {
        let chain = MadeSNPChain()
        let verifier = SNPVerifier(roots: [try chain.root.pinned()])
        let report = try SNPReport(MadeReport().bytes(signedBy: chain.key.key))
        let key = try verifier.key(for: report, with: chain.endorsements(), at: UInt64(MadeCertificate.time))
        #expect(try verifier.verify(report, signedBy: key).product == .milan)
        let forged = try SNPReport(MadeReport().bytes(signedBy: P384.Signing.PrivateKey()))
        #expect(throws: AttestationError.self) { try verifier.verify(forged, signedBy: key) }
        let older = try SNPReport(MadeReport(tcb: [3, 0, 0, 0, 0, 0, 24, 219]).bytes(signedBy: chain.key.key))
        #expect(throws: AttestationError.self) { try verifier.verify(older, signedBy: key) }
    }
}

extension MadeSNPChain {
    /// The same, without a try that is not an attestation error.
    func testEndorsements() throws(AttestationError) -> Endorsements {
        guard let made = try? endorsements() else { throw AttestationError(.malformed, "no endorsements could be made") }
        return made
    }
}
