import Testing
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#endif
import Foundation

@testable import SealedData

/// Files go to Tink and come back from it.
@Suite struct TinkExchangeTests {
    @Test(arguments: [0, 1, 1_048_519, 1_048_520, 1_048_521, 2_097_080, 2_097_081, 3_500_000])
    func `Tink opens what we sealed, and we open what Tink sealed`(_ length: Int) throws {
        guard let tink = try Tink.found() else { return }
        let scratch = try Scratch()
        let key = DataKey()
        let data = Array("asset \(length)".utf8)
        let plaintext = pattern(length)
        let source = try scratch.file("plain", plaintext)
        let ours = try scratch.file("ours")
        let theirs = try scratch.file("theirs")
        let opened = try scratch.file("opened")

        _ = try SealedFile.seal(path: source, to: ours, key: key, associatedData: data)
        #expect(try tink.run("open", key, data, ours, opened) == 0)
        #expect(try content(of: opened) == plaintext)

        #expect(try tink.run("seal", key, data, source, theirs) == 0)
        #expect(try content(of: theirs).count == SealedStream.sealedLength(of: length))
        #expect(try SealedStream.open(content(of: theirs), key: key, associatedData: data) == plaintext)
        _ = try SealedFile.open(path: theirs, to: opened, key: key, associatedData: data)
        #expect(try content(of: opened) == plaintext)
    }

    @Test func `[60][62] Tink refuses what we refuse`() throws {
        guard let tink = try Tink.found() else { return }
        let scratch = try Scratch()
        let key = DataKey()
        let data = Array("asset 7".utf8)
        let sealed = try SealedStream.seal(pattern(2_000_000), key: key, associatedData: data)
        let opened = try scratch.file("opened")
        let whole = try scratch.file("whole", sealed)
        #expect(try tink.run("open", key, data, whole, opened) == 0)
        #expect(try tink.run("open", DataKey(), data, whole, opened) == 3)
        #expect(try tink.run("open", key, data + [0], whole, opened) == 3)
        let cut = try scratch.file("cut", Array(sealed.prefix(1 << 20)))
        #expect(try tink.run("open", key, data, cut, opened) == 3)
    }
}

/// PyPI's `tink`, in the project's own Python.
private struct Tink {
    private let python: String
    private let script: String

    /// Nil, with a sentence in the test's record, where it is not set up and need not be.
    static func found() throws -> Tink? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let python = root.appendingPathComponent(".wheels/venv/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            let sentence: Comment = "Tink is not installed: run `make setup`, which puts it into .wheels/venv."
            guard ProcessInfo.processInfo.environment["CLOISTER_REQUIRE_FIXTURES"] == "1" else {
                try Test.cancel(sentence)
            }
            Issue.record(sentence)
            return nil
        }
        return Tink(python: python, script: root.appendingPathComponent("scripts/tests/tink_exchange.py").path)
    }

    func run(_ mode: String, _ key: DataKey, _ data: [UInt8], _ source: String, _ destination: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script, mode, key.withUnsafeBytes { $0.hex }, data.hex, source, destination]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
