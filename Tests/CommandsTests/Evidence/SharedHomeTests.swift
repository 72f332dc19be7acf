import Attestation
import AttestationCollateral
import Foundation
import Synchronization
import Testing

@testable import Commands

/// One home and its folder of answers, used by several at the same time.
@Suite struct SharedHomeTests {
    private static let address = "https://vendor.example/piece"
    private static let rounds = 40

    private let home = TemporaryHome()

    /// Keeps answers and ever higher numbers, and looks at both after each; whether all were whole and none went back.
    fileprivate static func use(_ path: String, from first: Int) async -> Bool {
        let home = HomeFolder(option: path)
        guard let folder = try? CollateralFolder(home.filePath(.endorsements)) else { return false }
        var seen: UInt64 = 0
        for number in stride(from: first, to: first + 2 * rounds, by: 2) {
            let body = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 30_000 + number)
            let entry = CollateralEntry(
                address: address, fetchedAt: 1, freshUntil: 1, tag: nil, lastModified: nil, issuerChain: nil, body: body)
            guard (try? folder.keep(entry)) != nil, isWhole(folder) else { return false }
            guard let memory = try? CollateralMemory(text: "cloister/collateral-memory/v1\ntdx/quoting-enclave \(number)\n"),
                (try? RememberedCollateral(in: home, cache: CollateralCache(remembering: memory)).keep()) != nil,
                let found = Self.number(in: home), found >= seen, found >= number
            else { return false }
            seen = found
            await Task.yield()
        }
        return true
    }

    private static func isWhole(_ folder: CollateralFolder) -> Bool {
        guard let entry = folder.entry(for: address), let byte = entry.body.first else { return false }
        return entry.body.allSatisfy { $0 == byte } && UInt8(truncatingIfNeeded: entry.body.count - 30_000) == byte
    }

    /// The number that the home remembers; nil for a memory that cannot be read.
    private static func number(in home: HomeFolder) -> UInt64? {
        guard let memory = try? RememberedCollateral(in: home).cache.memory else { return nil }
        return memory.text.split(separator: "\n").last.flatMap { $0.split(separator: " ").last }.flatMap { UInt64($0) }
    }

    @Test func `[103][8] Two processes share a home: no answer is torn, and what was seen never goes back`() async throws {
        try home.folder.prepare()
        let path = home.folder.path
        let others = Others(count: 2)
        // Both begin with something there, so that whoever reads finds it.
        #expect(await Self.use(path, from: 0))
        await withTaskGroup(of: Void.self) { group in
            for first in [1001, 1002] {
                group.addTask {
                    await Self.otherProcess(path, from: first)
                    others.end()
                }
            }
            group.addTask { await Self.watch(path, while: others) }
        }
        #expect(Self.number(in: home.folder) == UInt64(1002 + 2 * (Self.rounds - 1)))
    }

    private static func otherProcess(_ path: String, from first: Int) async {
        await #expect(processExitsWith: .success) { [path = path as String, first = first as Int] in
            guard await SharedHomeTests.use(path, from: first) else { exit(1) }
        }
    }

    /// Reads as long as others write.
    private static func watch(_ path: String, while others: Others) async {
        let home = HomeFolder(option: path)
        guard let folder = try? CollateralFolder(home.filePath(.endorsements)) else {
            Issue.record("the folder cannot be used")
            return
        }
        var seen: UInt64 = 0
        while others.areThere {
            #expect(isWhole(folder))
            let found = number(in: home)
            #expect(found ?? 0 >= seen)
            seen = found ?? seen
            await Task.yield()
        }
    }

    @Test func `[8] Several within one process share a home: what was seen never goes back`() async throws {
        try home.folder.prepare()
        let path = home.folder.path
        await withTaskGroup(of: Bool.self) { group in
            for first in [1, 2, 1001, 1002] { group.addTask { await Self.use(path, from: first) } }
            for await isWhole in group { #expect(isWhole) }
        }
        #expect(Self.number(in: home.folder) == UInt64(1002 + 2 * (Self.rounds - 1)))
    }
}

/// How many others still use what is shared.
private final class Others: Sendable {
    private let count: Atomic<Int>

    init(count: Int) { self.count = Atomic(count) }

    var areThere: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }
    func end() { count.subtract(1, ordering: .sequentiallyConsistent) }
}
