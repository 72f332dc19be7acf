import ArgumentParser
import Attestation
import Dispatch
import Glibc
import SoftwareTEE
import Wire

/// Serves until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve evidence at a Unix socket.")

    @Option(help: ArgumentHelp("Where to listen.", valueName: "path"))
    var socket: String

    @Option(name: .customLong("root"), help: ArgumentHelp("The file that holds the root; made if there is none.", valueName: "file"))
    var rootFile: String

    @Option(help: ArgumentHelp("The mode of the socket's file, in octal.", valueName: "mode"))
    var socketMode = "600"

    @Option(help: ArgumentHelp("A user who gets evidence, and optionally the only role: 1001 or 1001=executor.", valueName: "uid"))
    var allowUid: [String] = []

    @Option(help: ArgumentHelp("The security version that evidence shows.", valueName: "number"))
    var securityVersion: UInt32 = 1

    @Flag(help: "Say in the evidence that the node can be debugged.")
    var debugFlag = false

    func run() async throws {
        umask(0o077)
        try ProcessHardening.apply(readers: .nobody)
        let root = try SoftwareRoot.loadOrCreate(path: rootFile)
        let service = try MeasurerService(root: root, settings: settings())
        let signals = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { service.beginGracefulShutdown() }
            source.resume()
            return source
        }
        write(AppraisalText.simulationWarning, to: STDERR_FILENO)
        write(["root \(root.publicKey.hex)", "machine \(root.hardwareID)", "listening at \(socket)"], to: STDOUT_FILENO)
        await service.run()
        signals.forEach { $0.cancel() }
    }

    /// Unbuffered, so that whoever waits for the last line sees it at once.
    private func write(_ lines: [String], to descriptor: Int32) {
        let text = Array(lines.map { $0 + "\n" }.joined().utf8)
        _ = Glibc.write(descriptor, text, text.count)
    }

    private func settings() throws -> MeasurerSettings {
        guard let mode = UInt32(socketMode, radix: 8), mode & ~0o777 == 0, mode & 0o600 == 0o600 else {
            throw ValidationError("--socket-mode must be an octal mode such as 600 or 660")
        }
        var users: [MeasurerSettings.User] = []
        for text in allowUid {
            guard let user = MeasurerSettings.User(text) else {
                throw ValidationError("--allow-uid must be a user's number, or a number and a role such as 1001=executor")
            }
            users.append(user)
        }
        if users.isEmpty { users = [MeasurerSettings.User(id: geteuid())] }
        var settings = MeasurerSettings(socketPath: socket, users: users)
        settings.socketMode = mode
        settings.securityVersion = securityVersion
        settings.marksDebug = debugFlag
        return settings
    }
}
