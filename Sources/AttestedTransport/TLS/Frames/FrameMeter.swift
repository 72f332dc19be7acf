import NIOCore

/// Counts what a peer makes us hold and do on an HTTP/2 connection, before anything looks at its frames: bytes of messages that are not
/// there as a whole, streams that keep us waiting, headers, resets and control frames. A value without I/O.
struct FrameMeter {
    /// Why a connection is closed.
    enum Violation: String, Error {
        case headers = "its headers are too long"
        case resets = "it resets too many streams"
        case controlFrames = "it sends too many control frames"
        case streams = "it opens too many streams"
        case held = "it leaves too much unfinished"
        case slow = "a message takes too long"
        case farewell = "it stays after we have said goodbye"
        case preface = "it is open and says nothing"
    }

    private struct Stream {
        var place = MessagePlace()
        var since: NIODeadline
        /// Whether the peer has said all it will.
        var isWhole = false

        var isPending: Bool { !isWhole && place.isPending }
    }

    private let limits: TransportLimits
    private let began: NIODeadline
    private var incoming = FrameCursor(preface: 24)
    private var outgoing = FrameCursor(preface: 0)
    private var streams: [UInt32: Stream] = [:]
    private var headerBytes = 0
    private var padding: Int?
    private var dataLeft = 0
    private var window: NIODeadline
    private var farewell: NIODeadline?
    private var resets = 0
    private var controls = 0
    /// Bytes of messages that are not there as a whole.
    private(set) var held = 0

    init(limits: TransportLimits, now: NIODeadline) {
        self.limits = limits
        began = now
        window = now
    }

    /// Streams that the peer has opened and that we have not ended, nor either end reset.
    var openStreams: Int { streams.count }

    /// Takes what the peer sends.
    mutating func read(_ bytes: UnsafeRawBufferPointer, at now: NIODeadline) throws(Violation) {
        if now - window >= TimeAmount(TransportLimits.frameWindow) { (window, resets, controls) = (now, 0, 0) }
        var cursor = incoming
        defer { incoming = cursor }
        try cursor.read(bytes) { event throws(Violation) in
            switch event {
            case .begin(let header): try begin(header, now)
            case .payload(let header, let part) where header.type == FrameType.data: data(header, part, now)
            case .payload: break
            case .end(let header): end(header)
            }
        }
        if held > limits.heldByConnection { throw .held }
    }

    /// Takes what we send: a stream that we end is over, and after a goodbye the peer has to leave.
    mutating func write(_ bytes: UnsafeRawBufferPointer, at now: NIODeadline) {
        var cursor = outgoing
        defer { outgoing = cursor }
        cursor.read(bytes) { event in
            guard case .end(let header) = event else { return }
            if header.isReset || header.endsStream { close(header.stream) }
            if header.type == FrameType.goAway, farewell == nil { farewell = now }
        }
    }

    /// Looks whether the peer keeps us waiting for too long.
    func check(at now: NIODeadline) throws(Violation) {
        if !incoming.isBeyondPreface, now - began >= TimeAmount(limits.preface) { throw .preface }
        // gRPC waits for its ping to be answered before it counts its own grace, and a peer need not answer.
        if let farewell, now - farewell >= TimeAmount(limits.shutdownGrace * 2) { throw .farewell }
        let limit = TimeAmount(limits.slowMessage)
        if streams.values.contains(where: { $0.isPending && now - $0.since >= limit }) { throw .slow }
    }

    private mutating func begin(_ header: FrameCursor.Header, _ now: NIODeadline) throws(Violation) {
        switch header.type {
        case FrameType.data:
            (padding, dataLeft) = (header.flags & FrameType.padded == 0 ? 0 : nil, Int(header.length))
        case FrameType.headers:
            headerBytes = Int(header.length)
            if streams[header.stream] == nil { streams[header.stream] = Stream(since: now) }
            // HTTP/2's own limit binds only a peer that has acknowledged it.
            if streams.count > 2 * limits.concurrentStreams { throw .streams }
        case FrameType.continuation: headerBytes += Int(header.length)
        case FrameType.reset:
            resets += 1
            if resets > TransportLimits.resets { throw .resets }
        case FrameType.windowUpdate: break
        default:
            controls += 1
            if controls > TransportLimits.controlFrames { throw .controlFrames }
        }
        if headerBytes > TransportLimits.headerBlock { throw .headers }
    }

    private mutating func data(_ header: FrameCursor.Header, _ part: UnsafeRawBufferPointer, _ now: NIODeadline) {
        var part = part
        if padding == nil, let first = part.first {
            padding = Int(first)
            dataLeft = max(0, dataLeft - 1 - Int(first))
            part = UnsafeRawBufferPointer(rebasing: part.dropFirst())
        }
        part = UnsafeRawBufferPointer(rebasing: part.prefix(dataLeft))
        dataLeft -= part.count
        guard !part.isEmpty, var stream = streams[header.stream], !stream.isWhole else { return }
        held -= stream.place.held
        let wasPending = stream.place.isPending
        stream.place.read(part)
        held += stream.place.held
        if !wasPending { stream.since = now }
        streams[header.stream] = stream
    }

    /// The end of a frame of the peer's.
    private mutating func end(_ header: FrameCursor.Header) {
        if header.isReset { close(header.stream) }
        guard header.endsStream, let stream = streams[header.stream] else { return }
        held -= stream.place.held
        streams[header.stream] = Stream(since: stream.since, isWhole: true)
    }

    private mutating func close(_ id: UInt32) {
        guard let stream = streams.removeValue(forKey: id) else { return }
        held -= stream.place.held
    }
}

/// The frames that the meter tells apart (RFC 9113, 6).
enum FrameType {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let reset: UInt8 = 3
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9
    static let endStream: UInt8 = 1
    static let padded: UInt8 = 8
}

extension FrameCursor.Header {
    /// Whether the stream ends with it, for both.
    fileprivate var isReset: Bool { type == FrameType.reset }

    /// Whether it is the last of its sender's on the stream.
    fileprivate var endsStream: Bool { type <= FrameType.headers && flags & FrameType.endStream != 0 }
}
