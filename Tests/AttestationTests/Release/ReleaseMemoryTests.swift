import Glibc
import Testing
import Wire

@testable import Attestation

@Suite struct ReleaseMemoryTests {
    static func verifier(_ count: UInt64) throws -> ReleaseVerifier {
        var verifier = try Releases.verifier()
        try verifier.accept(try ReleaseChain(Releases.chain(count)), at: Releases.time(count))
        return verifier
    }

    @Test func `What is remembered survives a restart`() throws {
        let before = try Self.verifier(3)
        var after = try ReleaseVerifier(
            pinned: Releases.set(), profile: .strict, remembering: ReleaseMemory(encoded: before.memory.encoded))
        #expect(after.memory == before.memory)
        #expect(try after.inForce(at: Releases.time(3)) == (try before.inForce(at: Releases.time(3))))
        #expect(throws: ReleaseRefusal(.frozen, "")) { try after.inForce(at: Releases.time(2)) }
        #expect(try Releases.refusal(&after, Releases.chain(2), at: Releases.time(3)) == .lower)
        #expect(try Releases.refusal(&after, [Releases.chain(5)[4]], at: Releases.time(5)) == .unchained)
    }

    @Test func `[105] Every flipped bit and every truncation of the memory is refused`() throws {
        let bytes = try Self.verifier(1).memory.encoded
        for index in bytes.indices {
            var flipped = bytes
            flipped[index] ^= 1 << UInt8(index % 8)
            #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try ReleaseMemory(encoded: flipped) }
            #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try ReleaseMemory(encoded: Array(bytes.prefix(index))) }
        }
        #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try ReleaseMemory(encoded: bytes + [0]) }
        #expect(throws: ReleaseRefusal(.memoryDamaged, "")) {
            try ReleaseMemory(encoded: [UInt8](repeating: 0, count: ReleaseMemory.maximumBytes + 1))
        }
    }

    @Test func `[16] A memory that somebody made up is checked like any other chain`() throws {
        let forged = try Releases.step(Releases.manifest(1, after: Releases.set().digest, control: 66), by: [7, 8])
        let memory = try ReleaseMemory(
            root: Releases.set().digest, head: #require(forged.manifest).head, latestTime: 0, chain: ReleaseChain([forged]), alarms: [])
        #expect(throws: ReleaseRefusal(.memoryDamaged, "")) {
            try ReleaseVerifier(pinned: Releases.set(), profile: .strict, remembering: ReleaseMemory(encoded: memory.encoded))
        }
        // Its head is what its chain says.
        let real = try Self.verifier(2).memory
        let lying = ReleaseMemory(root: real.root, head: try Self.verifier(1).head, latestTime: 0, chain: real.chain, alarms: [])
        #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try ReleaseMemory(encoded: lying.encoded) }
    }

    @Test func `A memory of another pinned set is refused, and one that leads to the pinned set goes on`() throws {
        let memory = try Self.verifier(2).memory
        #expect(throws: ReleaseRefusal(.memoryDamaged, "")) {
            try ReleaseVerifier(pinned: Releases.set(1, [1, 2]), profile: .strict, remembering: memory)
        }
        var rotated = try Releases.verifier()
        try rotated.accept(try ReleaseChain(RotationTests.chain()), at: Releases.time(3))
        let anew = try ReleaseVerifier(pinned: rotated.auditors, profile: .strict, remembering: rotated.memory)
        #expect(anew.head == rotated.head)
        #expect(anew.memory.root == rotated.auditors.digest)
        #expect(anew.memory.chain.steps.count == 2)
    }

    @Test func `The file is replaced whole, private, and never by something older`() throws {
        let folder = try TemporaryFolder()
        let file = ReleaseFile(path: folder.file("releases"))
        #expect(try file.load() == nil)
        try file.save(Self.verifier(2).memory)
        var status = stat()
        #expect(stat(folder.file("releases"), &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(access(folder.file("releases.new"), F_OK) != 0)
        #expect(throws: ReleaseRefusal(.lower, "")) { try file.save(Self.verifier(1).memory) }
        #expect(throws: ReleaseRefusal(.lower, "")) { try file.save(Releases.verifier().memory) }
        try file.save(Self.verifier(3).memory)
        #expect(try file.load()?.head?.sequence == 3)
        // Another manifest in the same place.
        var other = try Releases.verifier()
        try other.accept(
            try ReleaseChain([Releases.step(Releases.manifest(3, after: [UInt8](repeating: 1, count: 32)))]), at: Releases.time(3))
        #expect(throws: ReleaseRefusal(.equivocation, "")) { try file.save(other.memory) }
    }

    @Test func `[105] A damaged file is refused, neither ignored nor overwritten`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("releases")
        let good = try Self.verifier(1).memory.encoded
        let file = ReleaseFile(path: path)
        for bytes in [[], [0], Array(good.dropLast()), good.map { $0 ^ 1 }] {
            try folder.write(bytes, to: "releases")
            #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try file.load() }
            #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try file.save(Self.verifier(2).memory) }
            #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try ReleaseStore(pinned: Releases.set(), profile: .strict, file: file) }
            #expect(try TemporaryFolder.read(path) == bytes)
        }
        try folder.write(good, to: "releases", mode: 0o666)
        #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try file.load() }
        unlink(path)
        #expect(symlink("elsewhere", path) == 0)
        #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try file.load() }
    }

    @Test func `A store writes before it accepts, and does not accept what it cannot write`() throws {
        let folder = try TemporaryFolder()
        let file = ReleaseFile(path: folder.file("releases"))
        let store = try ReleaseStore(pinned: Releases.set(), profile: .strict, file: file)
        #expect(try store.accept(try ReleaseChain(Releases.chain(1)), at: Releases.time(1)))
        #expect(try ReleaseStore(pinned: Releases.set(), profile: .strict, file: file).head == store.head)
        // Somebody damages the file while the store runs.
        try folder.write([1], to: "releases")
        #expect(throws: ReleaseRefusal(.memoryDamaged, "")) { try store.accept(try ReleaseChain(Releases.chain(2)), at: Releases.time(2)) }
        #expect(store.head?.sequence == 1)
        let nowhere = try ReleaseStore(pinned: Releases.set(), profile: .strict, file: ReleaseFile(path: folder.file("none/releases")))
        #expect(throws: ReleaseRefusal(.memoryUnwritable, "")) {
            try nowhere.accept(try ReleaseChain(Releases.chain(1)), at: Releases.time(1))
        }
        #expect(nowhere.head == nil)
    }

    @Test func `[127] An alarm is on disk before it is reported`() throws {
        let folder = try TemporaryFolder()
        let file = ReleaseFile(path: folder.file("releases"))
        let store = try ReleaseStore(pinned: Releases.set(), profile: .strict, file: file)
        try store.accept(try ReleaseChain(Releases.chain(2)), at: Releases.time(2))
        let other = try Releases.step(Releases.manifest(2, after: Releases.chain(1)[0].digest, control: 9))
        #expect(throws: ReleaseRefusal(.equivocation, "")) { try store.accept(try ReleaseChain([other]), at: Releases.time(2)) }
        #expect(store.verifier.alarms.count == 1)
        let again = try ReleaseStore(pinned: Releases.set(), profile: .strict, file: file)
        #expect(throws: ReleaseRefusal(.equivocation, "")) { try again.verifier.inForce(at: Releases.time(2)) }
        // And nobody replaces it by a memory without it.
        #expect(throws: ReleaseRefusal(.equivocation, "")) { try file.save(Self.verifier(3).memory) }
    }
}
