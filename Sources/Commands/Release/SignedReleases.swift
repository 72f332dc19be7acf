import Attestation
import Wire

/// What an auditor's key has signed last, in a file beside it: an honest auditor never signs two manifests of one place, nor a lower one.
struct SignedReleases {
    let path: String

    init(keyFile: String) { path = keyFile + ".signed" }

    /// Refuses a manifest that would contradict what was signed before; nothing is said of changes of auditors.
    func check(_ manifest: ReleaseManifest) throws {
        guard LocalFile.exists(path) else { return }
        guard let last = try? ReleaseHead(wireBytes: try LocalFile.read(path, atMost: 1024)) else {
            throw LocalFileError(path, "is damaged, so that it is unknown what this key has signed")
        }
        guard manifest.head != last, !last.precedes(manifest.head) else { return }
        throw CommandFailure(
            .appraisalRefused, reason: manifest.head.precedes(last) ? "LOWER" : "EQUIVOCATION",
            message: "this key has signed manifest \(last.sequence) of set \(last.set) already: signing "
                + (manifest.head.precedes(last) ? "a lower one" : "another one in its place") + " would be a second history")
    }

    /// Remembers a manifest before it is signed.
    func remember(_ manifest: ReleaseManifest) throws { try LocalFile.write(manifest.head.wireBytes, to: path) }
}
