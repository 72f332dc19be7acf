import Attestation
import Foundation
import Logging
import Testing
import Wire

@testable import Server

@Suite struct ReleaseWatchTests {
    @Test func `A manifest that the operator puts into the state folder is in force at the next look; anything else changes nothing`()
        throws
    {
        let folder = NSTemporaryDirectory() + "release-watch-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let key = try NoteSigningKey(name: "auditor.example", algorithm: .ed25519)
        let set = try AuditorSet(origin: "cloister.test/releases", threshold: 1, assumedBad: 0, keys: [key.verifier])
        let store = try ReleaseStore(
            pinned: set, profile: .development, file: ReleaseFile(path: folder + "/releases.control"))
        let watch = ReleaseWatch(releases: store, folder: folder, clock: { 1_500 }, logger: Logger(label: "test"))
        func put(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + ReleaseWatch.fileName)) }

        #expect(watch.check(after: []) == [])
        try put([1, 2, 3])
        let garbage = watch.check(after: [])
        #expect(garbage == [1, 2, 3] && store.head == nil)
        try put([UInt8](repeating: 0, count: ReleaseWatch.maximumBytes + 1))
        _ = watch.check(after: garbage)
        #expect(store.head == nil)

        let manifest = try ReleaseManifest(
            origin: set.origin, set: 1, sequence: 1, previous: set.digest, notBefore: 1_000, notAfter: 2_000, control: .init(),
            executor: .init())
        try put(SignedNote(text: manifest.text, signatures: []).bytes)
        _ = watch.check(after: garbage)
        #expect(store.head == nil)
        try put(SignedNote(text: manifest.text, signatures: [try key.sign(manifest.text)]).bytes)
        let seen = watch.check(after: garbage)
        #expect(store.head?.sequence == 1)
        #expect(watch.check(after: seen) == seen)
        // It is remembered over a restart.
        let again = try ReleaseStore(pinned: set, profile: .development, file: ReleaseFile(path: folder + "/releases.control"))
        #expect(again.head == store.head)
    }

    @Test func `[34] What the file says takes effect within a minute`() {
        #expect(ReleaseWatch.interval <= .seconds(10))
    }
}
