#if os(Linux)
    import Attestation
    import CHost
    import Glibc

    /// A caller's side of one connection to a measurer.
    struct MeasurerCall {
        /// Long enough for the first measurement of a large executable.
        static let patience: Int32 = 30_000

        let socketPath: String

        /// Connects, and sends a request that answers the challenge. The answer is what then comes from the socket.
        func send(_ request: MeasurerRequest) throws(AttestationError) -> Descriptor {
            guard let socket = Descriptor.connected(to: socketPath) else {
                throw AttestationError(
                    .unavailable, "no measurer answers at \(socketPath): \(String(cString: strerror(errno))); start cloister-measurer")
            }
            guard cloister_unix_prepare(socket.number, Self.patience, 0) == 0,
                let greeting = socket.read(exactly: MeasurerProtocol.greetingLength)
            else { throw AttestationError(.refused, "the measurer at \(socketPath) does not serve this user") }
            guard let challenge = MeasurerProtocol.challenge(in: greeting) else {
                throw AttestationError(.malformed, "the measurer at \(socketPath) speaks another version of the protocol")
            }
            guard socket.send(MeasurerProtocol.request(challenge, request)) else { throw hungUp }
            return socket
        }

        var hungUp: AttestationError { AttestationError(.unavailable, "the measurer at \(socketPath) hung up or took too long") }

        /// Runs a call, which blocks, in a thread of its own.
        static func aside<Answer: Sendable>(
            _ call: @escaping @Sendable () throws(AttestationError) -> Answer
        ) async throws -> Answer {
            try await withCheckedThrowingContinuation { continuation in
                let started = Worker.start {
                    let result: Result<Answer, any Error>
                    do throws(AttestationError) {
                        result = .success(try call())
                    } catch {
                        result = .failure(error)
                    }
                    continuation.resume(with: result)
                }
                if !started { continuation.resume(throwing: AttestationError(.unavailable, "there can be no further thread")) }
            }
        }
    }
#endif
