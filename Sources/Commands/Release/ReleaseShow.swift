import ArgumentParser
import Attestation
import Wire

/// Shows what is known of releases.
struct ReleaseShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the manifest in force, its quorum, its chain and what is remembered.",
        discussion: "Ends with exit code 3 if no manifest is in force.")

    @Option(
        name: .customLong("output"), help: "Also write all notes that are kept, as one chain for import elsewhere.", completion: .file())
    var file: String?
    @Option(help: "Also write the notes of alarms into this folder, two for each.", completion: .directory) var alarms: String?
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let verifier = try home.folder.releaseStore().verifier
        if let file { try LocalFile.write(verifier.memory.chain.wireBytes, to: file) }
        if let alarms {
            for (number, alarm) in verifier.alarms.enumerated() {
                try LocalFile.write(alarm.held.bytes, to: "\(alarms)/alarm-\(number + 1)-held")
                try LocalFile.write(alarm.shown.bytes, to: "\(alarms)/alarm-\(number + 1)-shown")
            }
        }
        let status = try ReleaseStatus(verifier, at: HostClock.now)
        try status.show(asJSON: output.json)
        if let refusal = status.refusal {
            throw CommandFailure(.appraisalRefused, reason: refusal.code.rawValue, message: refusal.message)
        }
    }
}
