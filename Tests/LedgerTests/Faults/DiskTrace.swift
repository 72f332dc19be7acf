/// What a program did to the files of one folder, in order, and what it told others in between.
enum DiskOperation: Sendable {
    case write(file: String, offset: Int, bytes: [UInt8])
    case truncate(file: String, size: Int)
    case sync(file: String)
    /// After it the system takes what was not synced for clean, whether it reached the disk or not.
    case failedSync(file: String)
    case remove(file: String)
    /// That many events had been acknowledged.
    case acknowledged(Int)

    var isChange: Bool {
        if case .acknowledged = self { return false }
        return true
    }
}

/// Files as a crash leaves them.
struct DiskImage {
    private(set) var files: [String: [UInt8]] = [:]

    /// All that was written: what a killed process leaves. The last write may be torn in the middle.
    init(killedAfter operations: ArraySlice<DiskOperation>, tearingLast: Bool = false) {
        for (index, operation) in operations.enumerated() { apply(operation, isTorn: tearingLast && index == operations.count - 1) }
    }

    /// What was synced, and of the rest, at every 512 bytes, what `survives` says: what a power cut leaves.
    init(powerCutAfter operations: ArraySlice<DiskOperation>, survives: () -> Bool) {
        let synced = Self.synced(operations)
        for (index, operation) in zip(operations.indices, operations) {
            switch operation {
            case .write(let file, let offset, let bytes):
                guard !synced.contains(index) else {
                    apply(operation)
                    continue
                }
                for start in stride(from: 0, to: bytes.count, by: 512) where survives() {
                    write(file, offset + start, Array(bytes[start..<min(start + 512, bytes.count)]))
                }
            case .truncate:
                if synced.contains(index) || survives() { apply(operation) }
            default: apply(operation)
            }
        }
    }

    // The operations that a sync which succeeded made durable; no later one does after a failure.
    private static func synced(_ operations: ArraySlice<DiskOperation>) -> Set<Int> {
        var (waiting, synced): ([String: [Int]], Set<Int>) = ([:], [])
        for (index, operation) in zip(operations.indices, operations) {
            switch operation {
            case .write(let file, _, _), .truncate(let file, _): waiting[file, default: []].append(index)
            case .sync(let file): synced.formUnion(waiting.removeValue(forKey: file) ?? [])
            case .failedSync(let file): waiting[file] = nil
            case .remove, .acknowledged: break
            }
        }
        return synced
    }

    private mutating func apply(_ operation: DiskOperation, isTorn: Bool = false) {
        switch operation {
        case .write(let file, let offset, let bytes): write(file, offset, isTorn ? Array(bytes.prefix(bytes.count / 2)) : bytes)
        case .truncate(let file, let size): files[file] = Self.resized(files[file] ?? [], size)
        case .remove(let file): files[file] = nil
        case .sync, .failedSync, .acknowledged: break
        }
    }

    private mutating func write(_ file: String, _ offset: Int, _ bytes: [UInt8]) {
        var contents = files.removeValue(forKey: file) ?? []
        if contents.count < offset + bytes.count { contents = Self.resized(contents, offset + bytes.count) }
        contents.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        files[file] = contents
    }

    private static func resized(_ bytes: [UInt8], _ size: Int) -> [UInt8] {
        size <= bytes.count ? Array(bytes.prefix(size)) : bytes + [UInt8](repeating: 0, count: size - bytes.count)
    }

    func write(to folder: TemporaryFolder) throws { for (name, bytes) in files { try folder.write(bytes, name) } }
}
