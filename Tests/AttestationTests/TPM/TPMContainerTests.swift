import Foundation
import Testing
import Wire

@testable import Attestation

/// The containers of TPM evidence made up field by field, and each of their rules broken.
@Suite struct TPMContainerTests {
    /// A message of protocol buffers.
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        var rest = bytes.count
        while rest >= 0x80 {
            length.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return [number << 3 | 2] + length + [UInt8(rest)] + bytes
    }

    private static func number(_ field: UInt8, _ value: UInt8) -> [UInt8] { [field << 3, value] }

    private static func quote(_ made: MadeQuote, pcrs: [UInt8]?) throws -> [UInt8] {
        try field(1, made.statement) + field(2, made.signature()) + (pcrs.map { field(3, $0) } ?? [])
    }

    private static func pcrs(_ made: MadeQuote, hash: UInt8 = 0x0b) -> [UInt8] {
        number(1, hash)
            + made.values.sorted { $0.key < $1.key }.flatMap { register, value in
                field(2, (register == 0 ? [] : number(1, register)) + field(2, value))
            }
    }

    private func outcome(_ bytes: [UInt8]) throws -> EvidenceRefusal? { try refusal { try TPMEvidence(bytes) } }

    @Test func `[102] Google's container is read without what it need not have, and unknown fields are passed over`() throws {
        let made = MadeQuote()
        let quote = try Self.quote(made, pcrs: Self.pcrs(made) + Self.number(9, 1))
        let extra = Self.number(8, 5) + [9 << 3 | 1, 1, 2, 3, 4, 5, 6, 7, 8] + [10 << 3 | 5, 1, 2, 3, 4]
        let evidence = try TPMEvidence(Self.field(1, made.area) + extra + Self.field(2, quote + Self.number(7, 1)) + Self.field(3, []))
        #expect(evidence.quotes[0].banks.first?.values == made.values && evidence.eventLog == nil && evidence.certificates.isEmpty)
        let bare = try TPMEvidence(
            Self.field(1, made.area) + Self.field(2, Self.quote(made, pcrs: nil)) + Self.field(7, [1]) + Self.field(6, [2]))
        #expect(bare.quotes[0].banks.isEmpty && bare.certificates == [[2], [1]])
    }

    @Test func `[102] Google's container is refused where it lacks a part, or has too many or wrong ones`() throws {
        let made = MadeQuote()
        let (area, good) = (Self.field(1, made.area), try Self.quote(made, pcrs: Self.pcrs(made)))
        #expect(try outcome(area + Self.field(2, good)) == nil)
        let entry = Self.field(2, Self.number(1, 4) + Self.field(2, Samples.bytes(1, 32)))
        let bad: [[UInt8]] = [
            area, area + Self.field(2, good) + [0x07], [0x0a], [0x0a, 0x05, 1],
            area + [[UInt8]](repeating: Self.field(2, good), count: 5).flatMap { $0 },
            area + Self.field(2, good) + [[UInt8]](repeating: Self.field(7, [1]), count: 4).flatMap { $0 },
        ]
        for bytes in bad { #expect(try outcome(bytes) == .malformed, "\(bytes.count) bytes") }
        let sha256 = Self.number(1, 0x0b)
        let (high, short) = (Self.number(1, 32) + Self.field(2, Samples.bytes(1, 32)), Self.number(1, 4) + Self.field(2, [1]))
        let banks: [[UInt8]] = [
            Self.number(1, 0x99), [], sha256 + entry + entry, sha256 + Self.field(2, high), sha256 + Self.field(2, short),
            sha256 + Self.field(2, [0x07]),
        ]
        for bank in banks { #expect(try outcome(area + Self.field(2, Self.quote(made, pcrs: bank))) == .malformed, "\(bank)") }
        let passedOver = sha256 + Self.field(2, Self.number(1, 4) + Self.field(2, Samples.bytes(1, 32)) + Self.number(3, 4))
        #expect(try outcome(area + Self.field(2, Self.quote(made, pcrs: passedOver))) == nil)
    }

    @Test func `[102] Protocol buffers of other wire types, numbers and lengths are refused`() throws {
        func error(_ bytes: [UInt8]) -> WireError? {
            var reader = ProtobufReader(bytes)
            do throws(WireError) {
                while try reader.next() != nil {}
                return nil
            } catch { return error }
        }
        let nines = Samples.bytes(0xff, 9)
        #expect(error([0x08] + nines + [0x01]) == nil)
        #expect(error([0x08] + nines + [0x02]) != nil && error([0x08] + nines + [0x81]) != nil && error([0x08] + nines + [0x81, 0]) != nil)
        let bad: [[UInt8]] = [[0x00, 0], [0x0b], [0x0c], [0x0e], [0x0f], [0x0a], [0x0a, 2, 1], [0x09, 1], [0x0d, 1], [0x08]]
        for bytes in bad { #expect(error(bytes) != nil, "\(bytes)") }
        #expect(error([0x0a] + nines + [1]) != nil)
        let field: [UInt8] = [0x08, 1]
        let most = [[UInt8]](repeating: field, count: ProtobufReader.maximumFields).flatMap { $0 }
        #expect(error(most) == nil && error(most + field) == .tooLong(limit: ProtobufReader.maximumFields))
    }

    @Test func `[102] Cloister's container is refused with a bank twice, registers out of order, or another version`() throws {
        let made = MadeQuote()
        func container(_ banks: [PCRBank]) throws -> [UInt8] {
            TPMEvidence.container(statement: made.statement, signature: try made.signature(), banks: banks, key: made.area)
        }
        let bank = try #require(PCRBank(hash: .sha256, values: made.values))
        let good = try container([bank])
        #expect(try outcome(good) == nil && outcome(container([bank, bank])) == .malformed)
        var version = good
        version[8] = 2
        #expect(try outcome(version) == .malformed)
        // Banks begin after statement and signature: their count, the algorithm, the count of registers, and the first register.
        let start = try 9 + 4 + made.statement.count + 4 + made.signature().count + 4 + 2 + 4
        for register in [5, 32, 0xff] as [UInt8] {
            var changed = good
            changed[start] = register
            #expect(try outcome(changed) == .malformed, "\(register)")
        }
        var twice = good
        twice[start + 33] = 0
        #expect(try outcome(twice) == .malformed)
    }

    @Test func `Cloister's container keeps a boot event log and a key's public part, and tells the key's names`() throws {
        var made = MadeQuote()
        made.eventLog = [1, 2, 3]
        #expect(try TPMEvidence(made.bytes()).eventLog == [1, 2, 3])
        let info = Array(made.key.publicKey.derRepresentation)
        let other = try TPMEvidence(TPMEvidence.container(statement: made.statement, signature: made.signature(), banks: [], key: info))
        #expect(other.keyInfo == info && other.publicArea == nil && other.eventLog == nil)
        let wrong = TPMEvidence.container(
            statement: made.statement, signature: try made.signature(), banks: [], key: Array(info.dropLast()))
        #expect(try refusal { try TPMEvidence(wrong).namedKey() } == .malformed)
        let names = try AttestationKeyTrust.names(AttestationKey(info: info), nil).map(\.description)
        #expect(try other.fields.count > TPMEvidence(quotes: other.quotes).fields.count && names.count == 1)
    }

    @Test func `[102] JSON without a member, or with one of another form, is refused, and so is what is no container`() throws {
        let text = try String(decoding: EvidenceEntry.bytes("tpm/confidential-containers_trustee/tpm_evidence.json"), as: UTF8.self)
        #expect(try outcome(Array(text.utf8)) == nil)
        for name in ["ak_public", "tpm_quote", "message", "signature", "pcrs"] {
            #expect(try outcome(Array(text.replacing("\"\(name)\"", with: "\"other\"").utf8)) == .malformed, "\(name)")
        }
        for bytes in [[], [0x99], Array("CLOISTPN".utf8), Array("{".utf8), Array("[]".utf8)] { #expect(try outcome(bytes) == .malformed) }
    }

    @Test func `[11] Evidence of another platform is no TPM's`() throws {
        let evidence = try Evidence(platform: .nitro, bytes: MadeQuote().bytes())
        #expect(try refusal { try TPMVerifier().authenticate(evidence, at: 0) } == .malformed)
    }

    @Test func `Banks have values of their algorithm's length in registers that there are`() {
        #expect(
            PCRBank(hash: .sha256, values: [0: Samples.bytes(1, 31)]) == nil
                && PCRBank(hash: .sha256, values: [32: Samples.bytes(1, 32)]) == nil)
        for hash in TPMHash.allCases {
            #expect(PCRBank(hash: hash, values: [31: Samples.bytes(1, hash.length)]) != nil && hash.digest([1]).count == hash.length)
        }
        #expect(TPMHash.allCases.map(\.description) == ["sha1", "sha256", "sha384", "sha512"])
    }

    @Test func `[4] A statement that selects a bank twice, an unknown one, or with a longer bitmap is refused`() throws {
        let good = MadeQuote().statement
        #expect(try refusal { try TPMAttest(good) } == nil)
        // Before the digest: the count, and one selection of six bytes.
        let place = good.count - 2 - 48 - 6
        let selection = Array(good[place..<place + 6])
        let (head, tail) = (Array(good[..<(place - 4)]), Array(good[(place + 6)...]))
        func with(_ selections: [[UInt8]], count: UInt8? = nil) -> [UInt8] {
            let list: [UInt8] = [0, 0, 0, count ?? UInt8(selections.count)]
            return head + list + Array(selections.joined()) + tail
        }
        let other: [UInt8] = [0, 0x0c, 3, 1, 0, 0]
        #expect(try refusal { try TPMAttest(with([selection, other])) } == nil)
        let unknown: [UInt8] = [0, 0x99, 3, 1, 0, 0]
        let long: [UInt8] = [0, 0x0b, 5, 1, 0, 0, 0, 0]
        let five: [[UInt8]] = [selection, other, [0, 4, 0], [0, 0x0d, 0], selection]
        let bad: [[UInt8]] = [
            with([selection, selection]), with([unknown]), with([long]), with(five), with([selection], count: 9), good + [0],
        ]
        for bytes in bad { #expect(try refusal { try TPMAttest(bytes) } == .malformed) }
        let clock = good.count - 2 - 48 - 6 - 4 - 8 - 1
        var safe = good
        safe[clock] = 2
        #expect(try refusal { try TPMAttest(safe) } == .malformed)
    }

    @Test func `[2] A signature of an unknown scheme or hash, or cut, is refused`() throws {
        let good = try MadeQuote().signature()
        for length in good.indices { #expect(try refusal { try TPMSignature(Array(good.prefix(length))) } == .malformed) }
        let scheme: [UInt8] = [0, 0x1a] + good.dropFirst(2)
        let hash: [UInt8] = [0, 0x18, 0, 0x12] + good.dropFirst(4)
        let long: [UInt8] = [0, 0x14, 0, 0x0b, 2, 1] + Samples.bytes(1, 513)
        for bad in [good + [0], scheme, hash, long] { #expect(try refusal { try TPMSignature(bad) } == .malformed) }
    }
}
