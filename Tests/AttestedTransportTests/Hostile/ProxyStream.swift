import GRPCCore
import GRPCNIOTransportHTTP2

/// One stream through the hostile proxy: what becomes of each part on its way. A value without I/O.
struct ProxyStream: Sendable {
    typealias Request = RPCRequestPart<GRPCNIOTransportBytes>
    typealias Response = RPCResponsePart<GRPCNIOTransportBytes>

    /// What the proxy remembers of streams before this one.
    struct Memory: Sendable {
        var requests: [Request] = []
        var responses: [Response] = []
        /// Streams that were tricked.
        var tricked = 0
    }

    private static let key = "cloister-call-bin"

    let trick: ProxyTrick
    let memory: Memory
    /// Everything that came through.
    private(set) var requests: [Request] = []
    private(set) var responses: [Response] = []
    /// Whether nothing more goes to the node.
    private(set) var isClosed = false
    private var requestCount = 0
    private var responseCount = 0
    private var heldRequest: Request?
    private var heldResponse: Response?

    init(trick: ProxyTrick, memory: Memory) {
        self.trick = trick
        self.memory = memory
    }

    mutating func request(_ part: Request) -> [Request] {
        requests.append(part)
        guard case .message(let message) = part else { return metadata(part) }
        defer { requestCount += 1 }
        let bytes = Self.array(message)
        let hasEnd = RecordShape(bytes)?.types.contains(2) == true
        switch (trick, requestCount) {
        case (.requestFlipped, 0), (.authenticationFlipped, 1): return [.message(Self.flipped(bytes))]
        case (.requestDropped, 2): return []
        case (.requestRepeated, 2): return [part, part]
        case (.requestsSwapped, 2):
            heldRequest = part
            return []
        case (.requestsSwapped, 3): return [part, heldRequest ?? part]
        case (.requestCut, 2): return [.message(GRPCNIOTransportBytes(bytes.dropLast()))]
        case (.requestEndStripped, _) where hasEnd: return []
        case (.requestAfterEnd, _) where hasEnd: return [part, part]
        case (.halfCloseInjected, 2):
            isClosed = true
            return []
        case (.requestOfOtherCall, 0): return [Self.message(in: memory.requests) ?? part]
        default: return [part]
        }
    }

    private func metadata(_ part: Request) -> [Request] {
        guard case .metadata(let given) = part else { return [part] }
        // gRPC writes its own headers again on the next leg.
        var metadata = Metadata()
        for value in given[binaryValues: Self.key] { metadata.addBinary(value, forKey: Self.key) }
        switch trick {
        case .deadlineShortened: metadata.addString("1n", forKey: "grpc-timeout")
        case .otherCallID: metadata = spliced(metadata, ours: 0..<16, from: memory)
        case .otherSession: metadata = spliced(metadata, ours: 16..<32, from: memory)
        default: break
        }
        return [.metadata(metadata)]
    }

    mutating func response(_ part: Response) -> [Response] {
        responses.append(part)
        switch part {
        case .metadata: return [.metadata([:])]
        case .status(let given, _): return status(.status(given, [:]))
        case .message(let message):
            defer { responseCount += 1 }
            let bytes = Self.array(message)
            let hasEnd = RecordShape(bytes)?.types.contains(2) == true
            switch (trick, responseCount) {
            case (.responseFlipped, 0), (.offerFlipped, 0), (.acceptFlipped, 1): return [.message(Self.flipped(bytes))]
            case (.responseDropped, 2): return []
            case (.responseRepeated, 2): return [part, part]
            case (.responsesSwapped, 2):
                heldResponse = part
                return []
            case (.responsesSwapped, 3): return [part, heldResponse ?? part]
            case (.responseEndStripped, _) where hasEnd: return []
            case (.responseAfterEnd, _) where hasEnd: return [part, part]
            case (.reflected, 0): return Self.message(in: requests).map { [.message($0)] } ?? []
            case (.responseOfOtherCall, 0): return Self.message(in: memory.responses).map { [$0] } ?? [part]
            case (.helloReflected, 0): return Self.message(in: requests).map { [.message($0)] } ?? []
            case (.offerCut, 0): return [.message(GRPCNIOTransportBytes(Self.shortened(bytes)))]
            case (.offerExtended, 0): return [.message(GRPCNIOTransportBytes(Self.lengthened(bytes)))]
            case (.acceptOfOtherHandshake, 1):
                let messages = memory.responses.filter { if case .message = $0 { true } else { false } }
                return messages.count == 2 ? [messages[1]] : [part]
            case (.statusForged, _), (.successForged, _), (.unauthenticatedForged, _), (.unavailableForged, _), (.sessionUnknownForged, _):
                return []
            default: return [part]
            }
        }
    }

    private func status(_ part: Response) -> [Response] {
        switch trick {
        case .statusForged: [.status(Status(code: .notFound, message: "forged"), ["forged": "1"])]
        case .successForged: [.status(Status(code: .ok, message: ""), [:])]
        case .unauthenticatedForged: [.status(Status(code: .unauthenticated, message: "forged"), [:])]
        case .unavailableForged: [.status(Status(code: .unavailable, message: "forged"), [:])]
        case .sessionUnknownForged: [.status(Status(code: .unauthenticated, message: "SESSION_UNKNOWN"), [:])]
        case .trailersForged: [.status(Status(code: .ok, message: ""), ["forged": "1"])]
        case .statusChangedBehindSealedOne: [.status(Status(code: .internalError, message: "forged"), [:])]
        default: [part]
        }
    }

    private func spliced(_ metadata: Metadata, ours: Range<Int>, from memory: Memory) -> Metadata {
        guard case .metadata(let other)? = memory.requests.first,
            let theirs = other[binaryValues: "cloister-call-bin"].first(where: { _ in true }),
            let mine = metadata[binaryValues: "cloister-call-bin"].first(where: { _ in true }), theirs.count == 32, mine.count == 32
        else { return metadata }
        var changed = theirs
        changed.replaceSubrange(ours, with: mine[ours])
        return ["cloister-call-bin": .binary(changed)]
    }

    static func array(_ bytes: GRPCNIOTransportBytes) -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }

    private static func flipped(_ bytes: [UInt8]) -> GRPCNIOTransportBytes {
        var bytes = bytes
        bytes[min(20, bytes.count - 1)] ^= 1
        return GRPCNIOTransportBytes(bytes)
    }

    /// A protobuf message of one field of bytes, of which the last byte goes, or to which one comes.
    private static func shortened(_ bytes: [UInt8]) -> [UInt8] { handshake(Array(payload(bytes).dropLast())) }
    private static func lengthened(_ bytes: [UInt8]) -> [UInt8] { handshake(payload(bytes) + [0]) }
    private static func payload(_ bytes: [UInt8]) -> [UInt8] {
        let digits = bytes.dropFirst().prefix { $0 >= 128 }.count + 1
        return Array(bytes.dropFirst(1 + digits))
    }
    private static func handshake(_ payload: [UInt8]) -> [UInt8] {
        [0x0a, UInt8(payload.count & 127 | 128), UInt8(payload.count >> 7 & 127 | 128), UInt8(payload.count >> 14)] + payload
    }

    private static func message(in parts: [Request]) -> GRPCNIOTransportBytes? {
        for case .message(let bytes) in parts { return bytes }
        return nil
    }
    private static func message(in parts: [Request]) -> Request? { message(in: parts).map { .message($0) } }
    private static func message(in parts: [Response]) -> Response? {
        for part in parts { if case .message = part { return part } }
        return nil
    }
}
