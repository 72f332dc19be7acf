import Foundation
import Ledger
import LedgerSQLite
import Synchronization
import Testing

/// Appends from many tasks in a process of its own, noting each acknowledged event in a file, until the process dies.
final class CrashingWriter: Sendable {
    static let eventsBeforeCrash = 150

    private let folder: String
    private let round: Int
    private let acknowledged = Mutex(0)

    init(folder: String, round: Int) {
        self.folder = folder
        self.round = round
    }

    /// The events that writers in this folder were told are durable.
    static func acknowledged(folder: String) throws -> [(sequence: UInt64, event: String)] {
        try String(contentsOfFile: "\(folder)/acknowledged", encoding: .utf8).split(separator: "\n").map { line in
            let parts = line.split(separator: " ")
            return (try #require(UInt64(parts[0])), String(parts[1]))
        }
    }

    /// Kills this process without warning, in the midst of writing.
    func run() async throws {
        let notes = try openNotes()
        let store = try await SQLiteLedgerStore(path: "\(folder)/ledger.sqlite")
        let journal = round == 0 ? try await Journal.fresh(store) : try await Journal.reopen(store).journal
        try await journal.whileRunning {
            try await withThrowingTaskGroup { group in
                for writer in 0..<8 {
                    group.addTask {
                        for index in 0..<10_000 {
                            let event = "\(self.round)/\(writer)/\(index)"
                            let sequence = try await journal.append([Fixed.event(event)]).lowerBound
                            self.note(sequence, event, in: notes)
                            let count = self.acknowledged.withLock { count in
                                count += 1
                                return count
                            }
                            if count >= Self.eventsBeforeCrash + 7 * self.round { kill(getpid(), SIGKILL) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Limits the size of files and appends until that is reached.
    func runUntilDiskIsFull() async throws {
        let notes = try openNotes()
        let store = try await SQLiteLedgerStore(path: "\(folder)/ledger.sqlite")
        let journal = try await Journal.fresh(store)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 256 << 10, rlim_max: 256 << 10)
        try #require(setrlimit(__rlimit_resource_t(1), &limit) == 0)
        let failure = await ledgerError {
            try await journal.whileRunning {
                for index in 0..<10_000 {
                    let event = "\(self.round)/0/\(index)"
                    let sequence: UInt64
                    do { sequence = try await journal.append([Fixed.event(event)]).lowerBound } catch {
                        let later = await ledgerError { _ = try journal.enqueue([Fixed.event("later")]) }
                        #expect(later == .of(.poisoned))
                        let direct = await ledgerError { _ = try await store.head() }
                        #expect(direct == .of(.storeFailed))
                        return
                    }
                    self.note(sequence, event, in: notes)
                }
            }
        }
        #expect(failure == .of(.storeFailed))
    }

    private func openNotes() throws -> Int32 {
        let descriptor = open("\(folder)/acknowledged", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        return descriptor
    }

    private func note(_ sequence: UInt64, _ event: String, in descriptor: Int32) {
        let line = Array("\(sequence) \(event)\n".utf8)
        #expect(write(descriptor, line, line.count) == line.count)
    }
}
