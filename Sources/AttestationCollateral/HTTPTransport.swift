import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// HTTP/1.1 over TLS with the machine's certificate authorities. What it brings is verified under the vendors' own roots: TLS keeps out noise.
public struct HTTPTransport: CollateralTransport {
    /// How long one question may take.
    public struct Timeouts: Hashable, Sendable {
        /// Until there is a connection.
        public var connect: Duration = .seconds(10)
        /// Between two pieces of an answer.
        public var read: Duration = .seconds(15)
        /// From the question to the end of the answer, however it trickles.
        public var whole: Duration = .seconds(30)

        /// The defaults.
        public init() {}
    }

    private let client: HTTPClient
    private let timeouts: Timeouts
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Lends a transport to `body`, and closes its connections afterwards. `sleep` waits for the end of a question's whole time.
    package static func with<Result: Sendable>(
        _ timeouts: Timeouts, sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        _ body: (HTTPTransport) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(timeouts.connect), read: TimeAmount(timeouts.read)), decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 2
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await body(HTTPTransport(client: client, timeouts: timeouts, sleep: sleep))
        }
    }

    package func answer(to request: CollateralRequest) async throws -> HTTPAnswer {
        try await withThrowingTaskGroup(of: HTTPAnswer?.self) { group in
            group.addTask { try await exchange(request) }
            group.addTask {
                try await sleep(timeouts.whole)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else {
                throw CollateralError(.timedOut, "\(request.authority) did not answer in time")
            }
            return answer
        }
    }

    private func exchange(_ request: CollateralRequest) async throws -> HTTPAnswer {
        var question = HTTPClientRequest(url: request.address)
        question.headers.add(name: "User-Agent", value: "cloister")
        question.headers.add(name: "Accept", value: "*/*")
        for field in request.headers { question.headers.add(name: field.name, value: field.value) }
        do {
            let response = try await client.execute(question, timeout: TimeAmount(timeouts.whole))
            let body = try await response.body.collect(upTo: request.bodyLimit)
            // A body that is cut off by a cancellation ends like a whole one.
            try Task.checkCancellation()
            return HTTPAnswer(
                status: Int(response.status.code), fields: response.headers.map { HTTPField($0.name, $0.value) },
                body: Array(body.readableBytesView))
        } catch {
            throw Self.failure(error, request)
        }
    }

    private static func failure(_ error: any Error, _ request: CollateralRequest) -> any Error {
        if error is CancellationError || Task.isCancelled { return CancellationError() }
        if error is NIOTooManyBytesError {
            return CollateralError(.tooLarge, "\(request.authority) answered with more than \(request.bodyLimit) bytes")
        }
        let timeouts: [HTTPClientError] = [
            .connectTimeout, .readTimeout, .deadlineExceeded, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout,
        ]
        if let error = error as? HTTPClientError, timeouts.contains(error) {
            return CollateralError(.timedOut, "\(request.authority) did not answer in time")
        }
        return CollateralError(.unreachable, "\(request.authority) cannot be reached, or broke off its answer")
    }
}

extension TimeAmount {
    fileprivate init(_ duration: Duration) {
        let parts = duration.components
        self = .nanoseconds(min(max(parts.seconds, 0), 86_400) * 1_000_000_000 + max(parts.attoseconds, 0) / 1_000_000_000)
    }
}
