import Foundation
import Testing
import Wire

/// Items go to PyPI's cbor2 and come back from it.
@Suite struct CBORExchangeTests {
    private static let limits = CBORLimits(length: 4096, items: 512, depth: 8)

    /// What cbor2 makes of each input: the item as it writes it, or nil if it refuses.
    private func exchange(_ inputs: [[UInt8]]) throws -> [String?]? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardized
        let python = root.appendingPathComponent(".wheels/venv/bin/python").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [root.appendingPathComponent("scripts/tests/cbor_exchange.py").path]
        let input = FileManager.default.temporaryDirectory.appendingPathComponent("cloister-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: input) }
        try Data(inputs.map { $0.hex + "\n" }.joined().utf8).write(to: input)
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        if FileManager.default.isExecutableFile(atPath: python) {
            try process.run()
            let text = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
            if lines.count == inputs.count { return lines.map { $0 == "refused" ? nil : String($0) } }
        }
        let sentence: Comment = "cbor2 is not installed: run `make setup`, which puts it into .wheels/venv."
        guard ProcessInfo.processInfo.environment["CLOISTER_REQUIRE_FIXTURES"] == "1" else { try Test.cancel(sentence) }
        Issue.record(sentence)
        return nil
    }

    @Test func `cbor2 reads what we write, and writes the same`() throws {
        var random = Numbers(seed: 1)
        let inputs = try (0..<2000).map { _ in try Self.item(&random, depth: 4).encoded }
        guard let answers = try exchange(inputs) else { return }
        for (input, answer) in zip(inputs, answers) {
            #expect(answer == input.hex)
            #expect(try CBOR(decoding: input, within: Self.limits).encoded == input)
        }
    }

    /// Above, both agree on what is right. Here, on what is wrong: we read exactly what cbor2 reads and writes again as the same bytes, except
    /// for kinds of items that are outside our subset or inside its conveniences.
    @Test func `[23] We and cbor2 refuse the same`() throws {
        var random = Numbers(seed: 2)
        let inputs = try (0..<4000).map { _ in
            var bytes = try Self.item(&random, depth: 3).encoded
            let index = Int(random.next() % UInt64(bytes.count))
            switch random.next() % 4 {
            case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
            default: bytes[index] ^= 0x1f
            }
            return bytes
        }
        guard let answers = try exchange(inputs) else { return }
        var (read, refused) = (0, 0)
        for (input, answer) in zip(inputs, answers) {
            do throws(CBORError) {
                let item = try CBOR(decoding: input, within: Self.limits)
                read += 1
                if !item.hasConvenience { #expect(answer == input.hex, "we read \(input.hex)") }
            } catch .unsupported, .tooDeep {
                refused += 1
            } catch {
                refused += 1
                #expect(answer != input.hex, "we refuse \(input.hex): \(error)")
            }
        }
        #expect(read > 400 && refused > 400)
    }

    /// An item without tags that cbor2 turns into something else.
    private static func item(_ random: inout Numbers, depth: Int) throws -> CBOR {
        let kind = random.next() % (depth > 0 ? 9 : 6)
        // Lengths of all widths.
        let number = random.next() >> (random.next() % 64)
        let count = Int(random.next() % 4)
        switch kind {
        case 0: return .unsigned(number)
        case 1: return .negative(number)
        case 2: return .bytes((0..<Int(number % 300)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        case 3: return .text(String(repeating: ["a", "\u{fc}", "\u{6c34}", "\u{10151}"][count], count: Int(number % 80)))
        case 4: return .bool(number % 2 == 0)
        case 5: return .null
        case 6: return .array(try (0..<count).map { _ in try item(&random, depth: depth - 1) })
        case 7: return .tag(60_000 + number % 1_000_000, try item(&random, depth: depth - 1))
        default:
            return .map(try CBORMap((0..<count).map { (.unsigned(UInt64($0) << (number % 60)), try item(&random, depth: depth - 1)) }))
        }
    }

    /// SplitMix64, so that a failure comes again.
    private struct Numbers {
        var state: UInt64
        init(seed: UInt64) { state = seed }
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
            return value ^ value >> 31
        }
    }
}

extension CBOR {
    /// Whether cbor2 turns some of it into a value of Python that is written in another way: tags with a meaning, and keys that Python holds equal.
    fileprivate var hasConvenience: Bool {
        switch self {
        case .tag(let number, let item): number < 60_000 || item.hasConvenience
        case .array(let items): items.contains(where: \.hasConvenience)
        case .map(let map): map.pairs.contains { !$0.key.isPlainKey || $0.value.hasConvenience }
        default: false
        }
    }

    private var isPlainKey: Bool {
        switch self {
        case .unsigned, .negative, .bytes, .text: true
        default: false
        }
    }
}
