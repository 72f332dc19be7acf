import Attestation
import Crypto
import Glibc
import Testing

@testable import SoftwareTEE

@Suite struct SoftwareRootTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("root") }

    init() throws { folder = try TemporaryFolder() }

    private func mode(_ path: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return status.st_mode & 0o777
    }

    @Test func `[119] A root is made once, in a file of mode 0600 whatever the umask`() throws {
        let first = try SoftwareRoot.loadOrCreate(path: path)
        #expect(try mode(path) == 0o600)
        let second = try SoftwareRoot.loadOrCreate(path: path)
        #expect(first.publicKey == second.publicKey && first.hardwareID == second.hardwareID)
        #expect(try TemporaryFolder.read(path).count == 90)
    }

    @Test func `Two roots differ in key and machine`() throws {
        let other = try SoftwareRoot.loadOrCreate(path: folder.file("other"))
        let root = try SoftwareRoot.loadOrCreate(path: path)
        #expect(root.publicKey != other.publicKey && root.hardwareID != other.hardwareID)
    }

    @Test func `Many starts at once agree on one root and leave one file`() async throws {
        let path = path
        let keys = await withTaskGroup(of: [UInt8]?.self) { group in
            for _ in 0..<16 { group.addTask { try? SoftwareRoot.loadOrCreate(path: path).publicKey } }
            return await group.reduce(into: Set<[UInt8]?>()) { $0.insert($1) }
        }
        #expect(keys.count == 1 && keys.first != [UInt8]?.none)
        #expect(try entries().sorted() == [".", "..", "root"])
    }

    private func entries() throws -> [String] {
        let directory = try #require(opendir(folder.path))
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601, 0o610] as [mode_t])
    func `[119] A root file that is open to others is refused`(mode: mode_t) throws {
        _ = try SoftwareRoot.loadOrCreate(path: path)
        try #require(chmod(path, mode) == 0)
        #expect(throws: AttestationError(.unsafeState, "")) { try SoftwareRoot.loadOrCreate(path: path) }
    }

    @Test func `[119] A folder in which others may write, and a symbolic link, are refused`() throws {
        _ = try SoftwareRoot.loadOrCreate(path: path)
        try #require(symlink(path, folder.file("link")) == 0)
        #expect(throws: AttestationError(.unsafeState, "")) { try SoftwareRoot.loadOrCreate(path: folder.file("link")) }
        try #require(chmod(folder.path, 0o777) == 0)
        #expect(throws: AttestationError(.unsafeState, "")) { try SoftwareRoot.loadOrCreate(path: path) }
    }

    @Test func `[2] A root file cut anywhere, extended, or of another kind is refused`() throws {
        let root = try SoftwareRoot.loadOrCreate(path: path)
        let bytes = try TemporaryFolder.read(path)
        for length in 0..<bytes.count {
            try folder.write(Array(bytes.prefix(length)), to: "cut")
            #expect(throws: AttestationError(.invalidTrust, "")) { try SoftwareRoot.load(path: folder.file("cut")) }
        }
        var others: [[UInt8]] = [bytes + [0], [0] + bytes.dropFirst()]
        for value in [0, 0xff] as [UInt8] { others.append(bytes.prefix(26) + Samples.bytes(value, 32) + bytes.suffix(32)) }
        for other in others {
            try folder.write(other, to: "other")
            #expect(throws: AttestationError(.invalidTrust, "")) { try SoftwareRoot.load(path: folder.file("other")) }
        }
        try folder.write(bytes, to: "copy")
        #expect(try SoftwareRoot.load(path: folder.file("copy")).publicKey == root.publicKey)
    }

    @Test func `[119] A root file of version 1, which holds no sealing secret, is refused and left as it is`() throws {
        var old = Array("CLOISTSR".utf8)
        old += [0, 1]
        old += Samples.bytes(2, 16)
        old += Samples.bytes(1, 32)
        try folder.write(old, to: "root", mode: 0o600)
        #expect {
            try SoftwareRoot.loadOrCreate(path: path)
        } throws: { error in
            error as? AttestationError == AttestationError(.invalidTrust, "") && "\(error)".contains("version 1")
        }
        #expect(try TemporaryFolder.read(path) == old)
    }

    @Test func `[46] The sealing secret comes back from the file, and two roots' sealing keys differ`() throws {
        func key(_ root: SoftwareRoot) -> SymmetricKey {
            root.sealingKey(measurement: Samples.bytes(4, 32), role: .control, isDebug: false)
        }
        let root = try SoftwareRoot.loadOrCreate(path: path)
        #expect(try key(root) == key(SoftwareRoot.load(path: path)))
        #expect(try key(root) != key(SoftwareRoot()))
        let stored = try TemporaryFolder.read(path).suffix(32)
        #expect(root.withSealingSecret { Array($0) } == Array(stored))
    }

    @Test func `A root that does not exist, or is a folder, is refused`() throws {
        #expect(throws: AttestationError(.unavailable, "")) { try SoftwareRoot.load(path: path) }
        #expect(throws: AttestationError(.unsafeState, "")) { try SoftwareRoot.load(path: folder.path + "/.") }
    }

    @Test func `[118] Neither description nor mirror shows the private key`() throws {
        let root = try Samples.root()
        var dumped = ""
        dump(root, to: &dumped)
        for text in ["\(root)", String(reflecting: root), dumped] {
            #expect(!text.contains(String(repeating: "01", count: 16)) && !text.contains("[1, 1"))
            #expect(!text.contains(String(repeating: "11", count: 16)) && !text.contains("[17, 17"))
        }
    }
}
