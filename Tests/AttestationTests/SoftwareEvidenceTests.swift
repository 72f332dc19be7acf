import Attestation
import Crypto
import Testing
import Wire

@testable import SoftwareTEE

@Suite struct SoftwareEvidenceTests {
    private func isRefusedAsUnauthentic(_ bytes: [UInt8]) throws -> Bool {
        let evidence = try Evidence(platform: .softwareTEE, bytes: bytes)
        return Samples.codes(try Samples.appraise(evidence)) == [.notAuthentic]
    }

    @Test func `Genuine evidence is attested with all its claims`() throws {
        let attested = try #require(try Samples.appraise(Samples.evidence()).attested)
        #expect(attested.platform == .softwareTEE && attested.isSimulation)
        #expect(attested.measurement == (try Samples.measurement()))
        #expect(attested.role == .control)
        #expect(attested.configurationDigest == Samples.bytes(5, 32))
        #expect(attested.securityVersion == 3 && !attested.isDebug)
        #expect(attested.hardwareID.bytes == Samples.bytes(2, 16))
        #expect(attested.appraisedAt == Samples.time)
    }

    @Test func `The signed bytes are those of the specification's vector`() throws {
        let expected =
            "434c4f4953545357" + "0001" + "01" + "00" + "00000003" + String(repeating: "02", count: 16)
            + String(repeating: "04", count: 32) + String(repeating: "05", count: 32) + String(repeating: "06", count: 64)
        let evidence = try Samples.evidence()
        #expect(evidence.bytes.prefix(160).hex == expected)
        #expect(evidence.bytes.count == 224)
    }

    @Test func `[1] Evidence with any bit flipped is refused`() throws {
        let genuine = try Samples.evidence().bytes
        for index in genuine.indices {
            for bit in 0..<8 {
                var bytes = genuine
                bytes[index] ^= 1 << UInt8(bit)
                #expect(try isRefusedAsUnauthentic(bytes), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func `[2] Evidence cut at any length is refused`() throws {
        let genuine = try Samples.evidence().bytes
        for length in genuine.indices { #expect(try isRefusedAsUnauthentic(Array(genuine.prefix(length))), "\(length) bytes") }
    }

    @Test func `[2] Evidence with bytes after it is refused`() throws {
        let genuine = try Samples.evidence().bytes
        for count in [1, 2, 64, 224, 10_000] {
            #expect(try isRefusedAsUnauthentic(genuine + Samples.bytes(0, count)))
            #expect(try isRefusedAsUnauthentic(Samples.bytes(0, count) + genuine))
        }
    }

    @Test func `[5] Evidence under a root of somebody's own is refused`() throws {
        #expect(Samples.codes(try Samples.appraise(Samples.evidence(root: 9))) == [.notAuthentic])
    }

    @Test func `Any of several roots is enough, and none of another platform is taken`() throws {
        let keys = try [Samples.root(9).publicKey, Samples.root(1).publicKey]
        let verifier = try SoftwareVerifier(roots: TrustRoots(platform: .softwareTEE, keys: keys))
        let appraiser = Appraiser(verifiers: [verifier], policy: try Samples.policy())
        let appraisal = try appraiser.appraise(Samples.evidence(), reportData: Samples.reportData(), role: .control, at: Samples.time)
        #expect(appraisal.attested != nil)
        #expect(throws: AttestationError(.invalidTrust, "")) { try SoftwareVerifier(roots: TrustRoots(platform: .tdx, keys: keys)) }
    }

    @Test func `[12] Zero halves of a signature are refused, and its mirrored form is consistently valid`() throws {
        let genuine = try Samples.evidence().bytes
        let (signed, r, s) = (Array(genuine[..<160]), Array(genuine[160..<192]), Array(genuine[192...]))
        let zero = Samples.bytes(0, 32)
        let order = try #require([UInt8](hex: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"))
        for signature in [zero + s, r + zero, zero + zero, order + s, r + order, Samples.bytes(0xff, 64)] {
            #expect(try isRefusedAsUnauthentic(signed + signature))
        }
        var mirrored = Samples.bytes(0, 32)
        var borrow = 0
        for index in stride(from: 31, through: 0, by: -1) {
            let difference = Int(order[index]) - Int(s[index]) - borrow
            mirrored[index] = UInt8(truncatingIfNeeded: difference)
            borrow = difference < 0 ? 1 : 0
        }
        for _ in 0..<2 {
            let evidence = try Evidence(platform: .softwareTEE, bytes: signed + r + mirrored)
            #expect(try Samples.appraise(evidence).attested != nil)
        }
    }

    @Test func `[63] A signature without the label is refused`() throws {
        let signed = try Samples.report().signedBytes
        let key = try P256.Signing.PrivateKey(rawRepresentation: Samples.bytes(1, 32))
        #expect(try isRefusedAsUnauthentic(signed + Array(key.signature(for: signed).rawRepresentation)))
    }

    @Test(arguments: [Platform.sgx, .tdx, .sevSNP, .nitro, .azureSNP, .azureTDX, .tpm])
    func `[11][14] Software evidence that calls itself hardware finds no verifier`(platform: Platform) throws {
        let evidence = try Evidence(platform: platform, bytes: Samples.evidence().bytes)
        #expect(Samples.codes(try Samples.appraise(evidence)) == [.platformNotAccepted])
        #expect(throws: AttestationError(.malformed, "")) { try Samples.verifier().authenticate(evidence, at: Samples.time) }
    }

    @Test func `[11] Evidence of a platform that nobody knows is refused`() throws {
        let evidence = try Evidence(platform: #require(Platform.unknown), bytes: Samples.evidence().bytes)
        #expect(Samples.codes(try Samples.appraise(evidence)) == [.platformNotAccepted])
    }
}
