#if os(Linux)
    public import Attestation
    import CHost
    import Crypto
    import Glibc

    /// Asks the measurer at a Unix socket to quote for this process.
    public struct MeasurerClient: EvidenceSource {
        /// Long enough for the first measurement of a large executable.
        static let patience: Int32 = 30_000

        private let socketPath: String
        private let configurationDigest: [UInt8]?

        /// A client for a process that reads no configuration file.
        public init(socketPath: String) {
            self.socketPath = socketPath
            configurationDigest = nil
        }

        /// A client for a process that has read these bytes from its configuration file; evidence of any other configuration is refused.
        public init(socketPath: String, configuration: [UInt8]) {
            self.socketPath = socketPath
            configurationDigest = Array(SHA256.hash(data: configuration))
        }

        public func evidence(for reportData: ReportData) async throws -> Evidence {
            try await withCheckedThrowingContinuation { continuation in
                let started = Worker.start {
                    let result: Result<Evidence, any Error>
                    do throws(AttestationError) {
                        result = .success(try self.ask(for: reportData))
                    } catch {
                        result = .failure(error)
                    }
                    continuation.resume(with: result)
                }
                if !started { continuation.resume(throwing: AttestationError(.unavailable, "there can be no further thread")) }
            }
        }

        private func ask(for reportData: ReportData) throws(AttestationError) -> Evidence {
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
            guard socket.send(MeasurerProtocol.request(challenge, reportData)),
                let answer = socket.read(atMost: MeasurerProtocol.answerLimit)
            else {
                throw AttestationError(.unavailable, "the measurer at \(socketPath) hung up or took too long")
            }
            let evidence = try MeasurerProtocol.evidence(in: answer)
            let (report, _) = try SoftwareReport.parse(evidence.bytes)
            guard report.reportData == reportData else { throw AttestationError(.malformed, "the measurer quoted something else") }
            guard configurationDigest == nil || report.configurationDigest == configurationDigest else {
                throw AttestationError(.refused, "the configuration file changed after it was read: start the node again")
            }
            return evidence
        }
    }
#endif
