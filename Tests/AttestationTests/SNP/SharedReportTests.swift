import Foundation
import Testing
import Wire

@testable import Attestation

/// Reports of real machines, with AMD's own certificates and lists.
@Suite(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence)) struct SharedReportTests {
    private struct Index: Decodable { let entries: [Entry] }
    private struct Entry: Decodable {
        struct Collateral: Decodable {
            let vek: String
            let ask: String
            let ark: String
            let crl: [String]?
        }
        let kind: String
        let tee: String?
        let file: String
        let as_of: String?
        let change: String?
        let derived_from: String?
        let collateral: Collateral?

        enum CodingKeys: CodingKey { case kind, tee, file, as_of, change, derived_from, collateral }

        /// Entries of other platforms have collateral of another form.
        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            kind = try members.decode(String.self, forKey: .kind)
            tee = try members.decodeIfPresent(String.self, forKey: .tee)
            file = try members.decode(String.self, forKey: .file)
            as_of = try members.decodeIfPresent(String.self, forKey: .as_of)
            change = try members.decodeIfPresent(String.self, forKey: .change)
            derived_from = try members.decodeIfPresent(String.self, forKey: .derived_from)
            collateral = try? members.decodeIfPresent(Collateral.self, forKey: .collateral)
        }
    }

    private static func entries() throws -> [Entry] {
        try JSONDecoder().decode(Index.self, from: Data(SharedEvidence.bytes("INDEX.json"))).entries.filter {
            $0.tee == "snp" && $0.file.hasSuffix(".bin")
        }
    }

    private static func endorsements(_ collateral: Entry.Collateral?) throws -> Endorsements {
        guard let collateral else { return Endorsements() }
        return Endorsements(
            certificates: try [collateral.vek, collateral.ask, collateral.ark].map(SharedEvidence.bytes),
            revocationLists: try (collateral.crl ?? []).map(SharedEvidence.bytes))
    }

    private static func verify(
        _ bytes: [UInt8], _ endorsements: Endorsements, at time: UInt64, accepting dangers: Set<SNPVerifier.Danger> = []
    ) -> EvidenceRefusal? {
        do throws(AttestationError) {
            _ = try SNPVerifier(accepting: dangers).authenticate(Evidence(platform: .sevSNP, bytes: bytes), with: endorsements, at: time)
            return nil
        } catch { return error.refusal }
    }

    private static func time(of text: String?) throws -> UInt64 {
        guard let text else { return 1_755_000_000 }
        return UInt64(try #require(CivilTime.seconds(rfc3339: text)))
    }

    @Test func `[6] Each report of a real machine is verified, or refused for what was not published with it`() throws {
        var (verified, refusals) = (0, [:] as [EvidenceRefusal: Int])
        for entry in try Self.entries() where entry.kind == "evidence" {
            let bytes = try SharedEvidence.bytes(entry.file)
            let (endorsements, time) = (try Self.endorsements(entry.collateral), try Self.time(of: entry.as_of))
            let found = Self.verify(bytes, endorsements, at: time)
            let expected: EvidenceRefusal? =
                bytes.count != SNPReport.length
                ? .malformed
                : entry.collateral == nil
                    ? .endorsementMissing
                    : endorsements.revocationLists.isEmpty ? .revocationListMissing : nil
            #expect(found == expected, "\(entry.file)")
            if let found { refusals[found, default: 0] += 1 } else { verified += 1 }
            if found == .revocationListMissing {
                #expect(Self.verify(bytes, endorsements, at: time, accepting: [.unsafeWithoutRevocation]) == nil, "\(entry.file)")
            }
        }
        print("\(verified) reports verified; refused: \(refusals.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "))")
        #expect(verified >= 20)
    }

    @Test func `[1][2][10][12] Each derived negative is refused for its own reason`() throws {
        var count = 0
        for entry in try Self.entries() where entry.kind == "derived-negative" {
            let change = try #require(entry.change)
            let expected: EvidenceRefusal =
                switch true {
                case change.hasPrefix("signature algorithm"), change.hasPrefix("version"): .unsupported
                case change.hasSuffix("bytes"), change.hasPrefix("reserved byte"): .malformed
                default: .reportSignature
                }
            let time = try Self.entries().first { $0.file == entry.derived_from }?.as_of
            let found = Self.verify(
                try SharedEvidence.bytes(entry.file), try Self.endorsements(entry.collateral), at: try Self.time(of: time))
            #expect(found == expected, "\(entry.file): \(change)")
            count += 1
        }
        print("\(count) derived negatives of SEV-SNP refused")
        #expect(count >= 25)
    }

    @Test func `[10] A key of the same chip for other security versions does not verify`() throws {
        let bytes = try SharedEvidence.bytes("snp/project-oak_oak/test_dice.c7ff0a93.snp-report.bin")
        let endorsements = Endorsements(
            certificates: try ["vcek_b6563a6c", "ask", "ark"].map { try SharedEvidence.bytes("collateral/amd/genoa/\($0).der") },
            revocationLists: [try SharedEvidence.bytes("collateral/amd/genoa/crl_20241023.der")])
        #expect(Self.verify(bytes, endorsements, at: 1_757_000_000) == .reportSignature)
    }

    @Test func `[6] The authority that AMD revoked is refused, and the one in its place is not`() throws {
        let root = try #require(AMDRoots.all.first { $0.certificate.subjectCommonName == "ARK-Genoa" })
        for (list, time) in [("crl_20221031", 1_680_000_000), ("crl_20241023", 1_740_000_000)] as [(String, UInt64)] {
            let list = try X509RevocationList(der: SharedEvidence.bytes("collateral/amd/genoa/\(list).der"))
            for (name, expected) in [("ask_REVOKED_serial_20001", EvidenceRefusal.certificateRevoked), ("ask", nil), ("asvk", nil)] {
                let leaf = try X509Certificate(der: SharedEvidence.bytes("collateral/amd/genoa/\(name).der"))
                do throws(AttestationError) {
                    _ = try CertificatePath(leaf: leaf, from: [], to: [root], at: time, revocation: .required([list]))
                    #expect(expected == nil)
                } catch { #expect(error.refusal == expected) }
            }
        }
    }

    @Test func `[7] Tampered certificates of keys are refused`() throws {
        let report = try SharedEvidence.bytes("snp/confidential-containers_trustee/test-report.bin")
        for name in ["legacy", "new"] {
            let endorsements = Endorsements(
                certificates: [try SharedEvidence.bytes("snp/confidential-containers_trustee/test-vcek-invalid-\(name).der")]
                    + (try ["ask", "ark"].map { try SharedEvidence.bytes("collateral/amd/milan/\($0).der") }),
                revocationLists: [try SharedEvidence.bytes("collateral/amd/milan/crl_20250506.der")])
            let found = Self.verify(report, endorsements, at: 1_749_000_000)
            print("test-vcek-invalid-\(name).der: \(found.map { "\($0)" } ?? "verified")")
            #expect(found != nil)
        }
    }

    @Test func `The pinned roots are AMD's own, byte by byte`() throws {
        let published = try ["milan", "genoa", "turin"].map { try SharedEvidence.bytes("collateral/amd/\($0)/ark.der") }
        #expect(AMDRoots.all.map(\.certificate.der) == published)
    }

    @Test func `[1][2] No truncated or flipped certificate of a real key leads to AMD's root`() throws {
        let bytes = try SharedEvidence.bytes("snp/confidential-containers_trustee/test-report.bin")
        let entry = try #require(try Self.entries().first { $0.file.hasSuffix("trustee/test-report.bin") })
        let genuine = try Self.endorsements(entry.collateral)
        let time = try Self.time(of: entry.as_of)
        #expect(Self.verify(bytes, genuine, at: time) == nil)
        for index in [0, 1] {
            for position in stride(from: 0, to: genuine.certificates[index].count, by: 3) {
                var changed = genuine
                changed.certificates[index][position] ^= 0x01
                #expect(Self.verify(bytes, changed, at: time) != nil, "certificate \(index), byte \(position)")
                changed = genuine
                changed.certificates[index] = Array(changed.certificates[index].prefix(position))
                #expect(Self.verify(bytes, changed, at: time) == .endorsementMalformed)
            }
        }
    }
}
