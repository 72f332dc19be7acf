#if os(Linux)
    public import Attestation
    import Crypto

    /// Asks the measurer at a Unix socket to quote for this process.
    public struct MeasurerClient: EvidenceSource {
        private let call: MeasurerCall
        private let configurationDigest: [UInt8]?

        /// A client for a process that reads no configuration file.
        public init(socketPath: String) {
            call = MeasurerCall(socketPath: socketPath)
            configurationDigest = nil
        }

        /// A client for a process that has read these bytes from its configuration file; evidence of any other configuration is refused.
        public init(socketPath: String, configuration: [UInt8]) {
            call = MeasurerCall(socketPath: socketPath)
            configurationDigest = Array(SHA256.hash(data: configuration))
        }

        public func evidence(for reportData: ReportData) async throws -> Evidence {
            try await MeasurerCall.aside { () throws(AttestationError) in try self.ask(for: reportData) }
        }

        private func ask(for reportData: ReportData) throws(AttestationError) -> Evidence {
            guard let answer = try call.send(.evidence(reportData)).read(atMost: MeasurerProtocol.answerLimit) else { throw call.hungUp }
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
