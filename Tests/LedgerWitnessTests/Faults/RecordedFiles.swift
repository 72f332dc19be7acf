import Foundation
import Synchronization

@testable import Ledger

/// The system calls of a folder, recorded in order; the one of a given number fails, or ends the process.
final class RecordedFiles: Sendable {
    /// What a call did to the disk.
    enum Operation: Sendable {
        case create
        case write([UInt8])
        case sync
        case rename
        case syncFolder
        /// So many heads had been cosigned.
        case answered(Int)
    }
    /// What happens at a call.
    enum Fault: Sendable {
        /// It fails and does nothing; those after it succeed.
        case error
        /// The disk is full: half of a write is there.
        case full
        /// The process ends before it.
        case kill
    }

    private struct State {
        var operations: [Operation] = []
        var calls = 0
        var hasFailed = false
    }
    private let state = Mutex(State())
    private let at: Int
    private let fault: Fault

    /// Faultless without a number.
    init(at: Int = .max, _ fault: Fault = .error) { (self.at, self.fault) = (at, fault) }

    var operations: [Operation] { state.withLock { $0.operations } }
    var calls: Int { state.withLock { $0.calls } }
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    /// Notes how many heads have been cosigned.
    func answer(_ count: Int) { state.withLock { $0.operations.append(.answered(count)) } }

    var fileCalls: FileCalls {
        let system = FileCalls.system
        return FileCalls(
            create: { path in self.isFaulty(.create) ? Self.failure : system.create(path) },
            write: { descriptor, bytes in
                let all = Array(bytes)
                guard self.isFaulty(.write(all)) else { return system.write(descriptor, bytes) }
                if self.fault == .full { _ = system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)])) }
                return Int(Self.failure)
            },
            sync: { descriptor in self.isFaulty(.sync) ? Self.failure : system.sync(descriptor) },
            rename: { path, name in self.isFaulty(.rename) ? Self.failure : system.rename(path, name) },
            syncFolder: { path in self.isFaulty(.syncFolder) ? Self.failure : system.syncFolder(path) })
    }

    private static var failure: Int32 {
        errno = EIO
        return -1
    }

    private func isFaulty(_ operation: Operation) -> Bool {
        state.withLock { state in
            defer { state.calls += 1 }
            guard state.calls == at else {
                state.operations.append(operation)
                return false
            }
            state.hasFailed = true
            if fault == .kill { kill(getpid(), SIGKILL) }
            return true
        }
    }
}

extension RecordedFiles {
    /// The states that a power cut after some of the operations may leave: with and without a rename that was not made durable. Nil is the state
    /// from before.
    static func survivors(_ operations: ArraySlice<Operation>) -> [[UInt8]?] {
        var (content, isSynced): ([UInt8], Bool) = ([], false)
        var (durable, renamed): ([UInt8]?, [UInt8]?) = (nil, nil)
        for operation in operations {
            switch operation {
            case .create: (content, isSynced) = ([], false)
            case .write(let bytes): content += bytes
            case .sync: isSynced = true
            // A file whose bytes were not synced may be there with its first half.
            case .rename: renamed = isSynced ? content : Array(content.prefix(content.count / 2))
            case .syncFolder: (durable, renamed) = (renamed ?? durable, nil)
            case .answered: break
            }
        }
        return renamed.map { [durable, $0] } ?? [durable]
    }

    /// How many heads had been cosigned.
    static func answered(_ operations: ArraySlice<Operation>) -> Int {
        operations.reduce(0) { if case .answered(let count) = $1 { count } else { $0 } }
    }
}
