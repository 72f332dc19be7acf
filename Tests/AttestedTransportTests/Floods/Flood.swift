import AttestedTransport

/// Ways to wear a node out: one switch for each.
enum Flood: String, CaseIterable, Sendable {
    // Slow or silent.
    case tlsByteByByte, silentAfterTLS, prefaceByteByByte, idleConnection, headersAlone, messageByteByByte, waitingBetweenMessages
    // Frames.
    case pings, settings, priorities, unknownFrames, resets, selfMadeErrors, continuations, emptyData, unfinishedMessages, tooManyStreams
    // Headers.
    case hpackBomb, megabyteOfMetadata, manyHeaders, headerBlockWithoutEnd
    case invalidText, lineBreak, uppercaseName, twoPaths
    // Messages.
    case fourGigabyteMessage, compressedMessage

    static let slow: [Flood] = [.tlsByteByByte, .silentAfterTLS, .prefaceByteByByte, .idleConnection, .headersAlone, .messageByteByByte]
    static let frames: [Flood] = [
        .pings, .settings, .priorities, .unknownFrames, .resets, .selfMadeErrors, .continuations, .emptyData, .unfinishedMessages,
    ]
    static let headers: [Flood] = [.hpackBomb, .megabyteOfMetadata, .manyHeaders, .headerBlockWithoutEnd]
    /// Ends the stream, not necessarily the connection.
    static let streams: [Flood] = [
        .invalidText, .lineBreak, .uppercaseName, .twoPaths, .fourGigabyteMessage, .compressedMessage, .tooManyStreams,
    ]

    /// Bounds that a test can wait for.
    var limits: TransportLimits {
        var limits = TransportLimits()
        switch self {
        case .tlsByteByByte: limits.tlsHandshake = .seconds(2)
        case .silentAfterTLS, .prefaceByteByByte: limits.preface = .seconds(2)
        case .idleConnection:
            limits.idleConnection = .seconds(2)
            limits.shutdownGrace = .milliseconds(500)
        case .headersAlone, .messageByteByByte, .waitingBetweenMessages: limits.slowMessage = .seconds(2)
        case .unfinishedMessages: limits.heldByConnection = 1 << 20
        case .tooManyStreams: limits.concurrentStreams = 4
        default: break
        }
        return limits
    }

    /// How many bytes the node may take at most before it closes; what fills the kernel's buffers counts too.
    static let taken = 16 << 20

    /// Does it. Gives how many bytes were written.
    func run(_ peer: RawPeer) async -> Int {
        var written = 0
        func send(_ bytes: [UInt8]) async -> Bool {
            written += bytes.count
            return await peer.send(bytes)
        }
        /// Again and again until the node closes, or for far too long.
        func again(_ bytes: (UInt32) -> [UInt8]) async {
            for turn in 0..<20_000 { if !(await send(bytes(UInt32(turn)))) { return } }
        }
        func drip(_ bytes: [UInt8]) async {
            for byte in bytes {
                if !(await send([byte])) { return }
                try? await Task.sleep(for: .milliseconds(150))
            }
        }
        if self != .tlsByteByByte, self != .silentAfterTLS, self != .prefaceByteByByte { await peer.begin() }
        switch self {
        case .tlsByteByByte: await drip([22, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3] + [UInt8](repeating: 7, count: 500))
        case .silentAfterTLS, .idleConnection: break
        case .prefaceByteByByte: await drip(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8))
        case .headersAlone: _ = await send(RawFrame.headers(1))
        case .messageByteByByte:
            _ = await send(RawFrame.headers(1) + RawFrame.data(1, RawFrame.prefix(1000)))
            await messageByteByByte(peer)
        case .waitingBetweenMessages:
            _ = await send(
                RawFrame.headers(1, path: "/grpc.health.v1.Health/Watch") + RawFrame.data(1, RawFrame.prefix(0), ends: false))
        case .pings: await again { _ in RawFrame.ping() }
        case .settings: await again { _ in RawFrame.settings() }
        case .priorities: await again { RawFrame.priority(2 * $0 + 1) }
        case .unknownFrames: await again { _ in RawFrame.frame(0x77, [1, 2, 3]) }
        case .resets: await again { RawFrame.headers(2 * $0 + 1) + RawFrame.reset(2 * $0 + 1) }
        case .selfMadeErrors: await again { RawFrame.headers(2 * $0 + 1) + RawFrame.windowUpdate(2 * $0 + 1, by: 0) }
        case .continuations:
            _ = await send(RawFrame.headers(1, isComplete: false))
            await again { _ in RawFrame.continuation(1, []) }
        case .emptyData:
            _ = await send(RawFrame.headers(1))
            await again { _ in RawFrame.data(1, []) }
        case .unfinishedMessages:
            // Windows are generous; none of the messages is ever whole.
            for stream in 0..<4 as Range<UInt32> {
                _ = await send(RawFrame.headers(2 * stream + 1) + RawFrame.data(2 * stream + 1, RawFrame.prefix(10 << 20)))
            }
            await again { RawFrame.data(2 * ($0 % 4) + 1, [UInt8](repeating: 0, count: 16_000)) }
        case .tooManyStreams:
            for stream in 0..<12 as Range<UInt32> { _ = await send(RawFrame.headers(2 * stream + 1)) }
        case .hpackBomb:
            let entry = RawFrame.indexed("x", [UInt8](repeating: 0x61, count: 4000))
            _ = await send(RawFrame.headers(1, and: entry + [UInt8](repeating: 0xbe, count: 12_000)))
        case .megabyteOfMetadata: await block(RawFrame.header("x", [UInt8](repeating: 0x61, count: 1 << 20)), send)
        case .manyHeaders: await block((0..<100_000).flatMap { _ in RawFrame.header("x", [0x61]) }, send)
        case .headerBlockWithoutEnd:
            _ = await send(RawFrame.headers(1, isComplete: false))
            await again { _ in RawFrame.continuation(1, RawFrame.header("x", [UInt8](repeating: 0x61, count: 2000))) }
        case .invalidText: _ = await send(RawFrame.headers(1, and: RawFrame.header("x", [0xff, 0xfe, 0])))
        case .lineBreak: _ = await send(RawFrame.headers(1, and: RawFrame.header("x", Array("a\r\nforged: 1".utf8))))
        case .uppercaseName: _ = await send(RawFrame.headers(1, and: RawFrame.header("X-Upper", [0x61])))
        case .twoPaths: _ = await send(RawFrame.headers(1, and: RawFrame.header(":path", Array("/test.Echo/Fail".utf8))))
        case .fourGigabyteMessage: _ = await send(RawFrame.headers(1) + RawFrame.data(1, RawFrame.prefix(.max) + [1]))
        case .compressedMessage: _ = await send(RawFrame.headers(1) + RawFrame.data(1, [1, 0, 0, 0, 1, 0x78], ends: true))
        }
        return written
    }

    private func messageByteByByte(_ peer: RawPeer) async {
        for _ in 0..<100 {
            if !(await peer.send(RawFrame.data(1, [0]))) { return }
            try? await Task.sleep(for: .milliseconds(150))
        }
    }

    /// A header block over as many frames as it takes.
    private func block(_ block: [UInt8], _ send: ([UInt8]) async -> Bool) async {
        _ = await send(RawFrame.headers(1, isComplete: false))
        for start in stride(from: 0, to: block.count, by: 16_000) {
            let isLast = start + 16_000 >= block.count
            if !(await send(RawFrame.continuation(1, Array(block[start..<min(start + 16_000, block.count)]), isLast: isLast))) { return }
        }
    }
}
