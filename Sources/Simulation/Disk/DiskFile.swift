/// One file as two things: what its readers see, and what the disk would still have without power.
struct DiskFile {
    /// What becomes of a write without power.
    static let sectorBytes = 512

    private enum Change {
        case write(Int, [UInt8])
        case truncate(Int)
    }

    /// What readers see.
    private(set) var cached: [UInt8] = []
    private(set) var durable: [UInt8] = []
    private var pending: [Change] = []

    var hasPending: Bool { !pending.isEmpty }

    mutating func write(_ bytes: [UInt8], at offset: Int) { change(.write(offset, bytes)) }

    mutating func truncate(to size: Int) { change(.truncate(size)) }

    /// Makes all durable that waits for it.
    mutating func sync() {
        for change in pending { Self.apply(change, &durable) }
        pending = []
    }

    /// After a sync that failed, the system takes the pages for clean: no later sync writes them (Linux, see fsync(2) and "fsyncgate").
    mutating func forgetPending() { pending = [] }

    /// Loses what was not synced, each sector by itself. Returns how many were lost of writes that survived in part.
    mutating func cutPower(survives: () -> Bool) -> Int {
        var torn = 0
        for change in pending {
            guard case .write(let offset, let bytes) = change else {
                if survives() { Self.apply(change, &durable) }
                continue
            }
            var (lost, kept) = (0, 0)
            for start in stride(from: 0, to: bytes.count, by: Self.sectorBytes) {
                guard survives() else {
                    lost += 1
                    continue
                }
                kept += 1
                Self.apply(.write(offset + start, Array(bytes[start..<min(start + Self.sectorBytes, bytes.count)])), &durable)
            }
            if kept > 0 { torn += lost }
        }
        pending = []
        cached = durable
        return torn
    }

    /// Flips one bit of what lies on the disk.
    mutating func flip(bit: Int) {
        guard !durable.isEmpty else { return }
        durable[(bit / 8) % durable.count] ^= 1 << UInt8(bit % 8)
        cached = durable
    }

    private mutating func change(_ change: Change) {
        Self.apply(change, &cached)
        pending.append(change)
    }

    private static func apply(_ change: Change, _ contents: inout [UInt8]) {
        switch change {
        case .write(let offset, let bytes):
            if contents.count < offset + bytes.count { resize(&contents, offset + bytes.count) }
            contents.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        case .truncate(let size): resize(&contents, size)
        }
    }

    private static func resize(_ contents: inout [UInt8], _ size: Int) {
        if size <= contents.count {
            contents.removeLast(contents.count - size)
        } else {
            contents += [UInt8](repeating: 0, count: size - contents.count)
        }
    }
}
