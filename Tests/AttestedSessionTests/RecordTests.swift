import Crypto
import Testing
import Wire

@testable import AttestedSession

/// A session of the tests, its keys at both ends.
struct Session {
    let client: SessionKeys
    let server: SessionKeys
    let call: CallID

    init() throws {
        let outcome = try Ends().run()
        client = outcome.initiator
        server = outcome.responder.keys
        var calls = CallSequence()
        call = try calls.nextID()
    }

    var up: (RecordSealer, RecordOpener) {
        (RecordSealer(client.callKeys(call).clientToServer), RecordOpener(server.callKeys(call).clientToServer))
    }
    var down: (RecordSealer, RecordOpener) {
        (RecordSealer(server.callKeys(call).serverToClient), RecordOpener(client.callKeys(call).serverToClient))
    }
}

@Suite struct RecordTests {
    let session: Session
    init() throws { session = try Session() }

    @Test func `A call travels both ways`() throws {
        let metadata = try CallMetadata([MetadataEntry(name: "trace-bin", value: [1, 2])])
        let header = try CallHeader(
            method: "cloister.v1.RunService/CreateRun", deadline: 30_000, idempotencyKey: [UInt8](repeating: 3, count: 16),
            metadata: metadata)
        var (up, upOpener) = session.up
        #expect(try upOpener.openHeader(try up.sealHeader(header)) == header)
        for content in [[], [1], [UInt8](repeating: 9, count: 100_000)] {
            #expect(try upOpener.open(try up.seal(.message, content)) == OpenedRecord(type: .message, content: content))
        }
        #expect(!upOpener.hasEnded)
        #expect(try upOpener.open(try up.sealEnd()) == OpenedRecord(type: .end, content: []))
        #expect(up.hasEnded && upOpener.hasEnded)
        try upOpener.finish()

        let status = try CallStatus(code: 9, message: "The agreement has expired.", trailers: metadata)
        var (down, downOpener) = session.down
        #expect(try downOpener.openMetadata(try down.sealHeader(metadata)) == metadata)
        #expect(try downOpener.open(try down.seal(.message, [4])).content == [4])
        #expect(try downOpener.openStatus(try down.sealEnd(status)) == status)
        try downOpener.finish()
    }

    @Test func `[59] Every call has keys of its own in each direction`() throws {
        var calls = CallSequence()
        let ids = try (0..<3).map { _ in try calls.nextID() }
        let keys = ids.map { session.client.callKeys($0) }.flatMap { [$0.clientToServer, $0.serverToClient] }
        #expect(
            Set(keys.map { $0.sealing.withUnsafeBytes { Array($0) } } + keys.map { $0.nonces.withUnsafeBytes { Array($0) } }).count == 12)
    }

    @Test func `A server may answer with a status alone`() throws {
        var (sealer, opener) = session.down
        #expect(try opener.openStatus(try sealer.sealEnd(try CallStatus(code: 5))).code == 5)
        try opener.finish()
    }

    @Test func `Records are lent without a copy and written in place`() throws {
        var (sealer, opener) = session.up
        let content = [UInt8](repeating: 8, count: 1000)
        var output = [UInt8](repeating: 0xee, count: RecordSealer.sealedLength(of: content.count) + 2)
        try content.withUnsafeBytes { plaintext in
            try output.withUnsafeMutableBytes {
                try sealer.seal(.header, plaintext, to: UnsafeMutableRawBufferPointer(rebasing: $0[1...].dropLast()))
            }
        }
        #expect(output.first == 0xee && output.last == 0xee)
        let sum = try output[1...].dropLast().withUnsafeBytes { try opener.open($0) { $1.reduce(0) { $0 + Int($1) } } }
        #expect(sum == 8000)
        var short = [UInt8](repeating: 0, count: 10)
        #expect(throws: SessionError.self) {
            try content.withUnsafeBytes { plaintext in try short.withUnsafeMutableBytes { try sealer.seal(.message, plaintext, to: $0) } }
        }
    }

    @Test func `Lengths follow Padmé`() throws {
        // length 4 and content, rounded so that as many low bits are zero as the length's exponent has beyond its own length in bits.
        let expected = [
            (0, 4), (1, 5), (4, 8), (5, 10), (6, 10), (13, 18), (988, 992), (989, 1024), (1020, 1024), (1021, 1088), (65_532, 65_536),
        ]
        for (plaintext, padded) in expected {
            #expect(RecordSealer.sealedLength(of: plaintext) == padded + 25, "\(plaintext)")
        }
        #expect(SessionLimits.record == 17_301_504 + 25)
        var previous = 0
        for length in 0..<5000 {
            let sealed = RecordSealer.sealedLength(of: length)
            #expect(sealed >= previous && sealed >= length + 29 && Double(sealed - 25) <= Double(length + 4) * 1.12)
            previous = sealed
        }
    }

    @Test func `Different contents of one Padmé class have one length`() throws {
        var (sealer, _) = session.up
        let first = try sealer.seal(.header, [UInt8](repeating: 0, count: 1021))
        let second = try sealer.seal(.message, [UInt8](repeating: 0, count: 1084))
        #expect(first.count == second.count)
    }

    @Test func `The largest record passes and one byte more does not`() throws {
        var (sealer, opener) = session.up
        let largest = [UInt8](repeating: 1, count: SessionLimits.recordPlaintext)
        #expect(throws: SessionError.self) { try sealer.seal(.header, largest + [1]) }
        let record = try sealer.seal(.header, largest)
        #expect(record.count == SessionLimits.record)
        #expect(
            code {
                var other = opener
                _ = try other.open(record + [0])
            } == .length)
        #expect(try opener.open(record).content == largest)
    }

    @Test func `[65] A key protects at most 2³² records`() throws {
        var (sealer, opener) = session.up
        _ = try opener.open(try sealer.seal(.header, []))
        sealer.skip(to: SessionLimits.records - 1)
        opener.skip(to: SessionLimits.records - 1)
        #expect(try opener.open(try sealer.seal(.message, [1])).content == [1])
        #expect(code { _ = try sealer.seal(.message, [1]) } == .exhausted)
        #expect(code { _ = try opener.open([UInt8](repeating: 1, count: 60)) } == .exhausted)
    }

    @Test func `[59] No two records of a call share a nonce`() throws {
        var (sealer, _) = session.up
        var nonces: Set<[UInt8]> = []
        for sequence in 0..<2000 {
            let record = try sealer.seal(sequence == 0 ? .header : .message, [1, 2, 3])
            nonces.insert(Array(record[1..<9]))
        }
        #expect(nonces.count == 2000)
    }

    @Test(arguments: [10, NonceDigest.longLength, 1 << 20])
    func `[129] A cloned sealer shares no nonce for different plaintexts`(length: Int) throws {
        let (original, opener) = session.up
        var first = original
        var second = original
        let transfers = [UInt8(ascii: "1"), UInt8(ascii: "2")].map { [UInt8](repeating: 7, count: length - 1) + [$0] }
        let one = try first.seal(.header, transfers[0])
        let other = try second.seal(.header, transfers[1])
        #expect(one[1..<9] != other[1..<9])
        // The keystreams differ: were they one, the records' difference would be the plaintexts'.
        let difference = zip(one[9...], other[9...]).map { $0 ^ $1 }
        #expect(difference.prefix(4) != [0, 0, 0, 0])
        // The same plaintext in the same place is the same record, and says no more than that.
        var third = original
        #expect(try third.seal(.header, transfers[0]) == one)
        for record in [one, other] {
            var copy = opener
            #expect(try copy.open(record).type == .header)
        }
    }

    @Test(arguments: [1, NonceDigest.longLength - 5, NonceDigest.longLength - 4, 100_000])
    func `[59] A record's nonce is made as the specification says`(length: Int) throws {
        let key = session.client.callKeys(session.call).clientToServer
        let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var sealer = RecordSealer(key)
        let record = try sealer.seal(.header, content)

        var associatedData = key.associatedData
        RecordFormat.fill(&associatedData, sequence: 0, type: .header)
        var padded = [UInt8](repeating: 0, count: RecordFormat.paddedLength(of: length))
        content.withUnsafeBytes { content in padded.withUnsafeMutableBytes { RecordFormat.pad(content, into: $0) } }
        var (hashKey, hashed) = (key.nonces, padded)
        if padded.count >= 4096 {
            var info = ByteWriter()
            info.string("cloister/record-long/v1")
            let keys = HKDF<SHA256>.expand(pseudoRandomKey: key.nonces, info: info.bytes, outputByteCount: 64).withUnsafeBytes { Array($0) }
            let zeros = try AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12))
            let box = try AES.GCM.seal([UInt8](), using: SymmetricKey(data: keys[..<32]), nonce: zeros, authenticating: padded)
            (hashKey, hashed) = (SymmetricKey(data: keys[32...]), Array(box.tag))
        }
        #expect(Array(record[1..<9]) == Array(HMAC<SHA256>.authenticationCode(for: associatedData + hashed, using: hashKey).prefix(8)))
    }
}

func code(_ body: () throws -> Void) -> SessionError.Code? {
    do { try body() } catch { return (error as? SessionError)?.code }
    return nil
}
