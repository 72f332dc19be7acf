import AsyncHTTPClient
public import Ledger
import NIOCore

/// The way to a witness by HTTP: C2SP tlog-witness. No redirects, no decompression, no more than a short answer.
public struct HTTPWitness: WitnessChannel {
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(5)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    private let url: String
    private let deadline: TimeAmount

    /// The way to the witness at a URL prefix, such as `https://witness.example/ledger`; nil for what is no http or https URL.
    ///
    /// - Parameter deadline: How long a call may take.
    public init?(url prefix: String, deadline: Duration) {
        guard Self.isPrefix(prefix) else { return nil }
        url = (prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix) + "/add-checkpoint"
        self.deadline = .milliseconds(max(1, deadline.components.seconds * 1_000 + deadline.components.attoseconds / 1_000_000_000_000_000))
    }

    /// Whether a text is a URL prefix that a witness may have: http or https, a host, no query, fragment or user.
    public static func isPrefix(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix), (1...512).contains(text.utf8.count) else { return false }
        let rest = text.dropFirst(scheme.count)
        let isPlain = rest.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"?#@\\\"<>".utf8.contains($0) }
        return isPlain && !(rest.split(separator: "/", omittingEmptySubsequences: false).first ?? "").isEmpty
    }

    /// Sends the body, and reads at most a short answer.
    public func addCheckpoint(_ body: [UInt8]) async throws -> WitnessReply {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: WitnessReply.plainType)
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await Self.client.execute(request, deadline: .now() + deadline)
        let answer = try await response.body.collect(upTo: WitnessReply.maximumBytes)
        return WitnessReply(
            status: Int(response.status.code), type: response.headers.first(name: "content-type") ?? "",
            body: Array(answer.readableBytesView))
    }
}
