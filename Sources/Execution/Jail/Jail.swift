import CHost
import Glibc

/// One jail: a process behind name spaces and filters, and the thread that started it and talks to it.
///
/// It is for one agreement, and ends on the first thing that goes wrong: a jail is never used again after a failure.
final class Jail: Sendable {
    private let thread: SerialThread
    private let process: ChildProcess
    private let conversation: Conversation
    /// When it was started.
    let started = ContinuousClock.now

    /// Starts a jail. Returns as soon as the process exists.
    ///
    /// When nobody has asked anything of the jail for `idleTime`, `expires` says whether it ends.
    static func start(
        _ image: JailImage, diagnostics: MemoryFile? = nil, idleTime: Duration? = nil,
        expires: @escaping @Sendable (Jail) -> Bool = { _ in false }
    ) async throws -> Jail {
        let thread = try SerialThread()
        do {
            let (process, conversation) = try await thread.run {
                var pair: [Int32] = [-1, -1]
                guard chost_socket_pair(&pair) == 0 else { throw SystemError("make a socket pair", errno) }
                let conversation = Conversation(socket: pair[0])
                defer { close(pair[1]) }
                let filter = try image.filterFile()
                let filterDescriptor = JailProtocol.descriptor + 1
                let process = try ChildProcess(
                    path: image.bubblewrap, arguments: image.arguments(filterDescriptor: filterDescriptor),
                    descriptors: [-1, -1, diagnostics?.descriptor ?? -1, pair[1], filter.descriptor])
                return (process, conversation)
            }
            let jail = Jail(thread: thread, process: process, conversation: conversation)
            if let idleTime {
                thread.whenIdle(for: idleTime) { [weak jail] in
                    guard let jail else { return true }
                    guard expires(jail) else { return false }
                    jail.process.end()
                    return true
                }
            }
            return jail
        } catch {
            thread.finish()
            throw error
        }
    }

    private init(thread: SerialThread, process: ChildProcess, conversation: Conversation) {
        self.thread = thread
        self.process = process
        self.conversation = conversation
    }

    /// Does work of this jail's run, such as opening what goes into it, on the jail's thread.
    func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value { try await thread.run(work) }

    /// Loads what stays for all runs. The payload is the first file.
    func load(_ request: JailRequest.Load, files: [MemoryFile], within time: Duration) async throws {
        guard case .loaded = try await exchange(.load(request), files: files, within: time) else { throw JailFailure(.crashed) }
    }

    /// Does a run; the lengths of the outputs, in the order asked for, each at most its room.
    func run(_ request: JailRequest.Run, files: [MemoryFile], within time: Duration) async throws -> [Int] {
        guard case .done(let outputs) = try await exchange(.run(request), files: files, within: time) else { throw JailFailure(.crashed) }
        guard outputs.map(\.slot) == request.outputs.map(\.slot) else { throw JailFailure(.crashed) }
        return try zip(outputs, request.outputs).map { output, room in
            guard output.length <= room.maximumBytes, let length = Int(exactly: output.length) else { throw JailFailure(.outputTooLarge) }
            return length
        }
    }

    /// What the jail could do that it must not, and how it ended when it did something outrageous (docs/spec/jail-protocol.md).
    func check(within time: Duration) async throws -> (findings: [String], exitStatus: Int32?) {
        guard case .checked(let findings) = try await exchange(.check, files: [], within: time) else { throw JailFailure(.crashed) }
        return (findings, try await thread.run { [process] in process.reap(within: time) })
    }

    /// bubblewrap's process number; the jail's own is somewhere below it.
    var processNumber: Int32 { process.number }

    /// Ends the process at once. A conversation under way fails. May be called from anywhere, and more than once.
    func kill() { process.kill() }

    /// Ends the process and waits until it is gone. Nothing may be asked of the jail afterwards.
    func end() async {
        process.kill()
        try? await thread.run { [process] in process.end() }
    }

    private func exchange(_ request: JailRequest, files: [MemoryFile], within time: Duration) async throws -> JailReply {
        try await thread.run { [conversation, process] in
            let deadline = ContinuousClock.now + time
            let reply: JailReply?
            do throws(JailChannelError) {
                try conversation.channel.send(request, descriptors: files.map(\.descriptor), until: deadline)
                reply = try conversation.channel.receive(JailReply.self, until: deadline)?.message
            } catch {
                process.kill()
                throw JailFailure(error == .timeout ? .timeLimit : .crashed)
            }
            switch reply {
            case .failed(let code, let slot): throw JailFailure(code, slot: slot)
            case nil: throw JailFailure(.crashed)
            case let reply?: return reply
            }
        }
    }

    deinit {
        process.kill()
        thread.finish()
    }

    /// Our end of the socket.
    private final class Conversation: Sendable {
        let socket: Int32
        let channel: JailChannel

        init(socket: Int32) {
            self.socket = socket
            channel = JailChannel(socket: socket)
        }

        deinit { close(socket) }
    }
}
