import Glibc
import Testing
import Wire

@testable import Execution

@Suite struct JailProtocolTests {
    private static let requests: [JailRequest] = [
        .load(.init(runtime: 1, limits: JailLimits(memoryBytes: 1 << 30, processorSeconds: 60, threads: 1), slots: ["model", "labels"])),
        .run(
            .init(
                parameters: [.init(name: "top", value: "3")], inputs: ["photo"], outputs: [.init(slot: "labels", maximumBytes: 4096)])),
        .check,
    ]
    private static let replies: [JailReply] = [
        .loaded, .done([.init(slot: "labels", length: 77)]), .failed(.malformedImage, slot: "photo"), .failed(.crashed, slot: nil),
        .checked(["ptrace"]),
    ]

    @Test func `Requests and replies survive their encoding`() throws {
        for request in Self.requests { #expect(try JailRequest(wireBytes: request.wireBytes) == request) }
        for reply in Self.replies { #expect(try JailReply(wireBytes: reply.wireBytes) == reply) }
    }

    @Test func `The encoding is the documented one`() {
        #expect(
            Self.requests[1].wireBytes.hex
                == "02" + "00000001" + "00000003746f70" + "0000000133" + "00000001" + "0000000570686f746f" + "00000001"
                + "000000066c6162656c73"
                + "0000000000001000")
        #expect(Self.replies[2].wireBytes.hex == "83" + "0066" + "01" + "0000000570686f746f")
    }

    @Test func `[102] No cut and no flipped bit of a message traps`() {
        for bytes in Self.requests.map(\.wireBytes) + Self.replies.map(\.wireBytes) {
            for length in bytes.indices {
                #expect(throws: WireError.self) { try JailRequest(wireBytes: Array(bytes[..<length])) }
                #expect(throws: WireError.self) { try JailReply(wireBytes: Array(bytes[..<length])) }
                var flipped = bytes
                flipped[length] ^= 0xff
                _ = try? JailRequest(wireBytes: flipped)
                _ = try? JailReply(wireBytes: flipped)
            }
        }
    }

    @Test func `A jail cannot claim a failure that only the executor can find`() {
        for code in FailureCode.allCases where code.rawValue < 100 {
            #expect(throws: WireError.self) { try JailReply(wireBytes: JailReply.failed(code, slot: nil).wireBytes) }
        }
    }

    @Test func `Every failure has a reason of its own and one sentence`() {
        #expect(Set(FailureCode.allCases.map(\.reason)).count == FailureCode.allCases.count)
        for code in FailureCode.allCases {
            let sentence = code.sentence(slot: "photo")
            #expect(sentence.hasSuffix(".") && sentence.utf8.count <= 512 && !sentence.contains("\n"))
        }
    }

    @Test func `[86] Descriptors come with their message, and unasked ones are dropped`() throws {
        let (left, right) = try Self.pair()
        let file = try MemoryFile.sealed(name: "test", [1, 2, 3])
        try JailChannel(socket: left).send(JailRequest.check, descriptors: [file.descriptor, file.descriptor])
        let received = try #require(try JailChannel(socket: right).receive(JailRequest.self, descriptors: 4))
        #expect(received.message == .check && received.descriptors.count == 2)
        for descriptor in received.descriptors {
            #expect(ftruncate(descriptor, 0) != 0)
            close(descriptor)
        }
        try JailChannel(socket: left).send(JailRequest.check, descriptors: [file.descriptor])
        #expect(try JailChannel(socket: right).receive(JailRequest.self)?.descriptors == [])
        try JailChannel(socket: left).send(JailRequest.check, descriptors: [file.descriptor, file.descriptor])
        #expect(throws: JailChannelError.malformed) { try JailChannel(socket: right).receive(JailRequest.self, descriptors: 1) }
        close(left)
        close(right)
    }

    @Test func `[91] A peer that says nothing, too much or half is given up`() throws {
        let (left, right) = try Self.pair()
        #expect(throws: JailChannelError.timeout) {
            try JailChannel(socket: right).receive(JailReply.self, until: .now + .milliseconds(30))
        }
        for bytes in [[0x7f, 0xff, 0xff, 0xff], [0, 0, 0, 2, 129, 0], [0, 0, 0, 0]] as [[UInt8]] {
            _ = bytes.withUnsafeBytes { write(left, $0.baseAddress, $0.count) }
            #expect(throws: JailChannelError.malformed) {
                try JailChannel(socket: right).receive(JailReply.self, until: .now + .seconds(5))
            }
        }
        _ = [UInt8]([0, 0, 0, 9, 1]).withUnsafeBytes { write(left, $0.baseAddress, $0.count) }
        close(left)
        #expect(throws: JailChannelError.malformed) { try JailChannel(socket: right).receive(JailReply.self) }
        #expect(try JailChannel(socket: right).receive(JailReply.self)?.message == nil)
        close(right)
    }

    @Test func `A sealed file's content and a room's length cannot change`() throws {
        let file = try MemoryFile.sealed(name: "test", [1, 2, 3])
        #expect(throws: SystemError.self) { try [UInt8]([9]).withUnsafeBytes { bytes throws in try file.write(bytes, at: 0) } }
        #expect(ftruncate(file.descriptor, 0) != 0)
        let room = try MemoryFile.room(name: "test", length: 100)
        #expect(ftruncate(room.descriptor, 200) != 0 && ftruncate(room.descriptor, 10) != 0)
        #expect(try room.read(3) == [0, 0, 0])
    }

    private static func pair() throws -> (Int32, Int32) {
        var pair: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        return (pair[0], pair[1])
    }
}
