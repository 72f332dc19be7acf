import Attestation
import Logging
import Synchronization
import Wire

/// Takes new release manifests from a file into which the operator copies them, while the node runs.
///
/// The file proves nothing by itself: every note is verified. A manifest takes effect at once, and sessions made under the one before end
/// within a minute.
struct ReleaseWatch: Sendable {
    /// The file in the state folder: one signed manifest, or a chain of notes.
    static let fileName = "release"
    /// How often it is looked at.
    static let interval = Duration.seconds(10)
    /// The longest file.
    static let maximumBytes = ReleaseChain.maximumBytes + 8 * ReleaseChain.maximumSteps + 1024

    let releases: ReleaseStore
    let folder: String
    let clock: @Sendable () -> UInt64
    let logger: Logger

    /// Looks at the file until the task is cancelled.
    func run() async {
        var seen: [UInt8] = []
        var alarms = 0
        repeat {
            seen = check(after: seen)
            if releases.verifier.alarms.count > alarms {
                alarms = releases.verifier.alarms.count
                logger.critical("ALARM: auditors signed two histories of the releases, so that no software is accepted any more")
            }
        } while (try? await Task.sleep(for: Self.interval)) != nil
    }

    /// Takes what the file holds unless it is `seen`; returns what it holds.
    func check(after seen: [UInt8]) -> [UInt8] {
        // No file is the rule; one that cannot be read is looked at again.
        guard let bytes = try? ConfigurationFile.read("\(folder)/\(Self.fileName)", atMost: Self.maximumBytes), bytes != seen else {
            return seen
        }
        do {
            let moved = try releases.accept(try ReleaseChain(bytes: bytes), at: clock())
            if moved, let head = releases.head {
                logger.notice("a release manifest is in force", metadata: ["set": "\(head.set)", "sequence": "\(head.sequence)"])
            }
        } catch {
            logger.error("the release manifest in the state folder is refused", metadata: ["reason": "\(error)"])
        }
        return bytes
    }
}
