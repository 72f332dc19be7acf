import Testing
import Wire

@testable import Attestation

@Suite struct EndorsementBundleTests {
    private func endorsements() -> Endorsements {
        Endorsements(
            certificates: [[0x30, 1], [0x30, 2]], revocationLists: [[0x30, 3]],
            documents: [Endorsements.SignedDocument(kind: .tcbInfo, bytes: Array("{}".utf8), signature: [UInt8](repeating: 7, count: 64))],
            eventLogs: [[9, 9]])
    }

    private func bundle() throws -> EndorsementBundle {
        try EndorsementBundle(evidence: Evidence(platform: .tdx, bytes: [4, 0, 2, 0, 0x81, 0, 0, 0]), endorsements: endorsements())
    }

    private func isRefused(_ bytes: [UInt8]) -> Bool {
        do throws(AttestationError) {
            _ = try EndorsementBundle(decoding: bytes)
            return false
        } catch { return error.refusal == .malformed || error.code == .tooLarge }
    }

    @Test func `The encoding is the one in the specification`() throws {
        let head = "434c4f4953544542" + "a7" + "0001" + "0163746478" + "0248" + "0400020081000000"
        let tail = "03" + "82" + "423001" + "423002" + "04" + "81" + "423003"
        let document = "05" + "81" + "83" + "67746362496e666f" + "427b7d" + "5840" + String(repeating: "07", count: 64)
        #expect(try bundle().encoded.hex == head + tail + document + "06" + "81" + "420909")
        #expect(try EndorsementBundle(decoding: bundle().encoded) == bundle())
    }

    @Test func `[2][23] Every truncation and extension is refused`() throws {
        let bytes = try bundle().encoded
        for length in 0..<bytes.count { #expect(isRefused(Array(bytes.prefix(length))), "\(length)") }
        #expect(isRefused(bytes + [0]))
    }

    @Test func `[1][23] A flipped byte is refused or is another bundle with its own encoding`() throws {
        let bytes = try bundle().encoded
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            guard let read = try? EndorsementBundle(decoding: changed) else { continue }
            #expect(try read.encoded == changed && read != bundle(), "\(place)")
        }
    }

    @Test func `[23] A bundle in a bundle, too many entries, one twice and an empty one are refused`() throws {
        let inner = try Evidence(platform: .tdx, bytes: bundle().encoded)
        #expect(throws: AttestationError(.malformed, "")) { try EndorsementBundle(evidence: inner, endorsements: Endorsements()) }
        let many = Endorsements(certificates: (0..<33).map { [0x30, UInt8($0)] })
        let evidence = try Evidence(platform: .tdx, bytes: [4])
        #expect(throws: AttestationError(.malformed, "")) { try EndorsementBundle(evidence: evidence, endorsements: many) }
        let twice = try EndorsementBundle(evidence: evidence, endorsements: Endorsements(certificates: [[0x30], [0x30]]))
        #expect(isRefused(twice.encoded))
        let empty = try EndorsementBundle(evidence: evidence, endorsements: Endorsements(certificates: [[]]))
        #expect(isRefused(empty.encoded))
    }

    /// A bundle in hexadecimal, member by member.
    private func refusal(_ members: String...) -> String? {
        let bytes = EndorsementBundle.magic + ([UInt8](hex: members.joined()) ?? [])
        do throws(AttestationError) {
            _ = try EndorsementBundle(decoding: bytes)
            return nil
        } catch { return error.refusal == .malformed ? error.message : "another refusal: \(error)" }
    }

    private static let signature = "5840" + String(repeating: "07", count: 64)

    @Test func `[2][23] Each part is of its kind, in its place and in its shortest form`() {
        let (head, tail) = ("a700010163746478024104", "04800580" + "0680")
        let document = "8367746362496e666f427b7d" + Self.signature
        #expect(refusal(head, "0381423001", tail) == nil && refusal(head, "0380", "0480", "0581", document, "0680") == nil)
        let wrong: [(String?, String)] = [
            (refusal(head, "0380", tail, "00"), "bytes follow"), (refusal(head, "0380", "04800580", "06"), "ends inside an item"),
            (refusal(head, "0380", "0480058006"), "ends inside an item"), (refusal(), "ends inside an item"),
            (refusal("a6", String(head.dropFirst(2)), "0380", tail), "its members are not 0 to 6"),
            (refusal("a701010163746478024104", "0380", tail), "its members are not 0 to 6"),
            (refusal("a700020163746478024104", "0380", tail), "another version"),
            (refusal("a700010163746479024104", "0380", tail), "names no platform"),
            (refusal("a7000101637464ff024104", "0380", tail), "names no platform"),
            (refusal("a70001014374" + "6478024104", "0380", tail), "another kind"),
            (refusal("a700010163746478026104", "0380", tail), "another kind"), (refusal(head, "03a0", tail), "another kind"),
            (refusal(head, "03816130", tail), "another kind"), (refusal(head, "038101", tail), "another kind"),
            (refusal(head, "038140", tail), "an endorsement is empty"), (refusal(head, "038241304130", tail), "twice"),
            (refusal(head, "039821", String(repeating: "4130", count: 33), tail), "more than 32"),
            (refusal(head, "03815801" + "30", tail), "more bytes than it needs"),
            (refusal(head, "03815900ff", String(repeating: "30", count: 255), tail), "more bytes than it needs"),
            (refusal(head, "03815a00000001" + "30", tail), "too long"), (refusal(head, "03815f413041ff", tail), "too long"),
            (refusal(head, "0381590100", String(repeating: "30", count: 20)), "ends inside an item"),
            (refusal(head, "038158"), "ends inside an item"), (refusal(head, "03815901"), "ends inside an item"),
            (refusal(head, "0380", "0480", "0582", document, document, "0680"), "twice"),
            (refusal(head, "0380", "0480", "0581", "82" + document.dropFirst(2), "0680"), "not kind, bytes and signature"),
            (refusal(head, "0380", "0480", "0581", document.replacing("74636249", with: "74636250"), "0680"), "unknown kind"),
            (refusal(head, "0380", "0480", "0581", document.replacing("427b7d", with: "40"), "0680"), "is empty"),
            (refusal(head, "0380", "0480", "0581", String(document.replacing("5840", with: "583f").dropLast(2)), "0680"), "64 bytes long"),
            (refusal("a70001016374647802", "48" + EndorsementBundle.magic.hex, "0380", tail), "a bundle within a bundle"),
        ]
        for (index, (found, words)) in wrong.enumerated() { #expect(found?.contains(words) == true, "\(index): \(found ?? "read")") }
    }

    @Test
    func `[1][2] Every truncation and every other value of each byte of a bundle is refused, or is another bundle in its one encoding`()
        throws
    {
        let (bytes, original) = (try bundle().encoded, try bundle())
        // Evidence, endorsements and a signature: nobody but their verifiers judges what is in them.
        let free = Set(18..<26).union(55..<119).union([29, 30, 32, 33, 37, 38, 51, 52, 122, 123])
        #expect(bytes.count == 124)
        var (refused, other) = (0, 0)
        for place in bytes.indices {
            for value in UInt8.min...UInt8.max where value != bytes[place] {
                var changed = bytes
                changed[place] = value
                if let read = try? EndorsementBundle(decoding: changed) {
                    #expect(read.encoded == changed && read != original && free.contains(place), "\(place) \(value)")
                    other += 1
                } else {
                    refused += 1
                }
            }
        }
        for length in 0..<bytes.count { #expect(isRefused(Array(bytes.prefix(length))), "\(length)") }
        print("a bundle: \(bytes.count) truncations refused, \(refused + other) changed bytes: \(refused) refused, \(other) other bundles")
        // Two certificates that became the same are one too many, each way round.
        #expect(refused == 255 * (bytes.count - free.count) + 2 && other == 255 * free.count - 2)
    }

    @Test func `What does not fit where evidence goes is refused`() throws {
        let evidence = try Evidence(platform: .tdx, bytes: [4])
        let long = Endorsements(eventLogs: [[UInt8](repeating: 1, count: Evidence.maximumLength)])
        #expect(throws: AttestationError(.tooLarge, "")) { try EndorsementBundle(evidence: evidence, endorsements: long) }
    }

    @Test func `[11] In a session a bundle of another platform than its sender named is refused`() throws {
        let evidence = try Evidence(platform: .sgx, bytes: bundle().encoded)
        #expect(throws: AttestationError(.malformed, "")) { try OpenedEvidence(evidence, with: Endorsements()) }
        let opened = try OpenedEvidence(
            Evidence(platform: .tdx, bytes: bundle().encoded), with: Endorsements(certificates: [[0x30, 2], [0x30, 8]]))
        #expect(opened.endorsements.certificates == [[0x30, 2], [0x30, 8], [0x30, 1]] && opened.format == .tdxQuote4)
    }
}
