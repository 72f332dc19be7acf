#if os(Linux)
    public import Attestation
    import CHost
    import Crypto
    import Glibc
    import Synchronization

    /// Measures whoever asks over a Unix socket, and signs the result or derives a sealing key from it. What is measured comes from the kernel, never from the request.
    public final class MeasurerService: Sendable {
        static let backlog: Int32 = 64

        private struct Measured {
            let role: NodeRole
            let isDebug: Bool
            let measurement: [UInt8]
            let configurationDigest: [UInt8]
        }

        private let root: SoftwareRoot
        private let settings: MeasurerSettings
        private let digests = FileDigests()
        private let listener: Descriptor
        private let stopSignal: Descriptor
        private let stopper: Mutex<Descriptor?>

        /// Starts to listen; throws `unavailable` if the socket cannot be made or another measurer has it.
        public init(root: SoftwareRoot, settings: MeasurerSettings) throws(AttestationError) {
            self.root = root
            self.settings = settings
            var ends: (reading: Int32, writing: Int32) = (-1, -1)
            guard cloister_pipe(&ends.reading, &ends.writing) == 0, let reading = Descriptor(ends.reading),
                let writing = Descriptor(ends.writing)
            else {
                throw AttestationError(.unavailable, "could not make a pipe")
            }
            stopSignal = reading
            stopper = Mutex(writing)
            guard let listener = Descriptor.listening(at: settings.socketPath, mode: settings.socketMode, backlog: Self.backlog) else {
                let reason = errno == EADDRINUSE ? "something else is there" : String(cString: strerror(errno))
                throw AttestationError(.unavailable, "could not listen at \(settings.socketPath): \(reason)")
            }
            self.listener = listener
            _ = fcntl(listener.number, F_SETFL, O_NONBLOCK)
        }

        /// Serves until `beginGracefulShutdown()`, and then removes the socket's file.
        public func run() async {
            let running = Mutex(max(1, settings.workers))
            await withCheckedContinuation { continuation in
                let finish: @Sendable () -> Void = {
                    let isLast = running.withLock { count in
                        count -= 1
                        return count == 0
                    }
                    if isLast { continuation.resume() }
                }
                for _ in 0..<max(1, settings.workers) {
                    let started = Worker.start {
                        self.acceptAndServe()
                        finish()
                    }
                    if !started { finish() }
                }
            }
            unlink(settings.socketPath)
        }

        /// Accepts nobody any more; those being served still get their answer.
        public func beginGracefulShutdown() { stopper.withLock { $0 = nil } }

        private func acceptAndServe() {
            while true {
                var entries = [
                    pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: stopSignal.number, events: Int16(POLLIN), revents: 0),
                ]
                if poll(&entries, 2, -1) < 0, errno != EINTR { return }
                if entries[1].revents != 0 { return }
                guard entries[0].revents != 0 else { continue }
                if let socket = listener.accepted() {
                    serve(socket)
                } else if errno == EMFILE || errno == ENFILE || errno == ENOMEM {
                    usleep(50_000)
                }
            }
        }

        private func serve(_ socket: Descriptor) {
            guard cloister_unix_prepare(socket.number, settings.patience, 1) == 0,
                let caller = Caller(connectedTo: socket),
                let user = settings.users.first(where: { $0.id == caller.user }),
                let identity = caller.identity(), identity.user == caller.user
            else { return }
            var generator = SystemRandomNumberGenerator()
            let challenge = (0..<MeasurerProtocol.challengeLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            guard socket.send(MeasurerProtocol.greeting(challenge)) else { return }
            do throws(AttestationError) {
                let request = try receive(from: socket, caller, answering: challenge)
                let measured = try measure(caller, as: user, identity)
                switch request {
                case .evidence(let reportData): _ = socket.send(MeasurerProtocol.answer(try quote(measured, reportData)))
                case .sealingKey: sendSealingKey(of: measured, to: socket)
                }
            } catch {
                _ = socket.send(MeasurerProtocol.answer(error))
            }
        }

        private func receive(
            from socket: Descriptor, _ caller: Caller, answering challenge: [UInt8]
        ) throws(AttestationError) -> MeasurerRequest {
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: MeasurerProtocol.requestLength + 1)
            // A request is small enough to come in one piece; a few are allowed, and with the time-out bound the wait.
            for _ in 0..<4 where bytes.count < MeasurerProtocol.requestLength {
                var process: pid_t = 0
                var user: uid_t = .max
                let count = cloister_receive_with_credentials(socket.number, &piece, piece.count - bytes.count, &process, &user)
                guard count > 0 else { throw AttestationError(.refused, "the request ended early or came too late") }
                guard process == caller.process else {
                    throw AttestationError(.refused, "another process than the one that connected asked")
                }
                bytes += piece.prefix(count)
            }
            guard let request = MeasurerProtocol.request(in: bytes, answering: challenge) else {
                throw AttestationError(.refused, "the request does not answer the challenge, or is of an unknown kind")
            }
            return request
        }

        /// What the caller was before its request and still is.
        private func measure(
            _ caller: Caller, as user: MeasurerSettings.User, _ identity: Caller.Identity
        ) throws(AttestationError) -> Measured {
            let words = try caller.words()
            if let role = user.role, role != words.role { throw AttestationError(.refused, "this user is bound to the role \(role)") }
            guard let executable = caller.executable(), FileIdentity(executable) == identity.executable else {
                throw AttestationError(.refused, "the caller's executable cannot be read, or changed")
            }
            let measurement = try digests.digest(of: executable, atMost: Caller.maximumExecutableLength, named: "the executable")
            var configurationDigest = [UInt8](repeating: 0, count: SHA256.byteCount)
            if let path = words.configuration {
                configurationDigest = try digests.digest(
                    of: try caller.configuration(path), atMost: Caller.maximumConfigurationLength, named: "the configuration")
            }
            let isDebug = settings.marksDebug || caller.isTraced
            guard caller.identity() == identity, try caller.words() == words else {
                throw AttestationError(.refused, "the caller became another program while it was measured")
            }
            return Measured(role: words.role, isDebug: isDebug, measurement: measurement, configurationDigest: configurationDigest)
        }

        private func quote(_ measured: Measured, _ reportData: ReportData) throws(AttestationError) -> Evidence {
            try root.evidence(
                for: SoftwareReport(
                    role: measured.role, isDebug: measured.isDebug, securityVersion: settings.securityVersion,
                    hardwareID: root.hardwareID.bytes, measurement: measured.measurement,
                    configurationDigest: measured.configurationDigest, reportData: reportData))
        }

        private func sendSealingKey(of measured: Measured, to socket: Descriptor) {
            let head = MeasurerProtocol.sealingKeyHead
            WipedBuffer.with(byteCount: head.count + MeasurerProtocol.sealingKeyLength) { buffer in
                buffer.copyBytes(from: head)
                root.sealingKey(measurement: measured.measurement, role: measured.role, isDebug: measured.isDebug)
                    .withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[head.count...]).copyBytes(from: $0) }
                _ = socket.send(UnsafeRawBufferPointer(buffer))
            }
        }
    }
#endif
