#if os(Linux)
    import Testing

    @testable import SoftwareTEE

    /// A measurer's end of one connection. It is a thread from the start: a task would wait for the pool's threads, which long tests occupy
    /// for longer than a caller's patience.
    struct OneConnection {
        private let requests: AsyncStream<[UInt8]>

        /// Listens at a path; sends the greeting, reads a request if one can answer the greeting, sends the answer, and hangs up.
        init(at path: String, greeting: [UInt8], answer: [UInt8]) throws {
            let listener = try #require(Descriptor.listening(at: path, mode: 0o600, backlog: 1))
            let (requests, continuation) = AsyncStream<[UInt8]>.makeStream()
            self.requests = requests
            let started = Worker.start {
                defer { continuation.finish() }
                guard let socket = listener.accepted(), socket.send(greeting) else { return }
                let isWhole = greeting.count == MeasurerProtocol.greetingLength && greeting[0] == 1
                if isWhole, let request = socket.read(exactly: MeasurerProtocol.requestLength) { continuation.yield(request) }
                _ = socket.send(answer)
            }
            try #require(started)
        }

        /// What was asked; nil if nothing came.
        func request() async -> [UInt8]? { await requests.first { _ in true } }
    }
#endif
