import Testing

@testable import Ledger

/// What every store must do, whatever it keeps its entries in.
@Suite struct StoreConformanceTests {
    static func entries(_ range: Range<UInt64>) -> [SealedEntry] {
        range.map { SealedEntry(sequence: $0, bytes: [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 40)) }
    }

    @Test(arguments: StoreFactory.all)
    func `A new store is empty`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        #expect(try await store.head() == 0)
        #expect(try await store.read(from: 0, count: 10).isEmpty)
    }

    @Test(arguments: StoreFactory.all)
    func `Entries come back in order and in pages`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        try await store.append(Self.entries(0..<3), at: 0)
        try await store.append(Self.entries(3..<10), at: 3)
        #expect(try await store.head() == 10)
        var read: [SealedEntry] = []
        while read.count < 10 { read += try await store.read(from: UInt64(read.count), count: 4) }
        #expect(read == Self.entries(0..<10))
        #expect(try await store.read(from: 10, count: 4).isEmpty)
        #expect(try await store.read(from: .max, count: 4).isEmpty)
    }

    @Test(arguments: StoreFactory.all)
    func `[40] An append at another place than the end is refused and changes nothing`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        try await store.append(Self.entries(0..<3), at: 0)
        for position in [0, 2, 4, UInt64.max] {
            let error = await ledgerError { try await store.append(Self.entries(2..<4), at: position) }
            #expect(error == .of(.conflict))
        }
        #expect(try await store.head() == 3)
        try await store.append(Self.entries(3..<4), at: 3)
        #expect(try await store.read(from: 0, count: 10) == Self.entries(0..<4))
    }

    @Test(arguments: StoreFactory.all)
    func `Large entries come back whole`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        let large = (0..<4).map { SealedEntry(sequence: $0, bytes: [UInt8](repeating: UInt8($0), count: 4 << 20)) }
        try await store.append(large, at: 0)
        var read: [SealedEntry] = []
        while read.count < 4 { read += try await store.read(from: UInt64(read.count), count: 100) }
        #expect(read == large)
    }

    @Test(arguments: StoreFactory.all)
    func `A journal lives in the store across openings`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        let journal = try await Journal.fresh(store)
        try await journal.whileRunning {
            for index in 0..<5 { try await journal.append([Fixed.event("\(index)")]) }
        }
        let remembered = try journal.checkpoint
        #expect(remembered.size == 6)
        for round in 2...4 as ClosedRange<UInt64> {
            let (again, events) = try await Journal.reopen(store, remembered: remembered)
            #expect(events == ["0", "1", "2", "3", "4"])
            #expect(again.epoch == round)
            #expect(try again.size == 5 + round)
        }
    }

    @Test(arguments: StoreFactory.all)
    func `A ledger is created only where there is none, and opened only where there is one`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        #expect(await ledgerError { _ = try await Journal.reopen(store) } == .of(.emptyLedger))
        _ = try await Journal.fresh(store)
        #expect(await ledgerError { _ = try await Journal.fresh(store) } == .of(.alreadyExists))
    }

    @Test(arguments: StoreFactory.all)
    func `[46] Other keys than the ledger's open nothing`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        _ = try await Journal.fresh(store)
        let error = await ledgerError { _ = try await Journal.reopen(store, keys: Fixed.keys(0x12)) }
        #expect(error == .of(.damagedEntry))
        #expect(error?.sequence == 0)
        #expect(try await store.head() == 1)
    }

    static func pieces(_ count: Int, size: UInt64 = 700, byte: UInt8 = 1) -> [StoredPiece] {
        (0..<count).map { StoredPiece(.snapshot(size: size, part: UInt32($0)), [UInt8](repeating: byte, count: 1000 + $0)) }
    }

    @Test(arguments: StoreFactory.all)
    func `Pieces come back by name, replace those of their name, and go with their snapshot`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        #expect(try await store.snapshots().isEmpty)
        let tiles = [TilePlace(level: 0, number: 0), TilePlace(level: 0, number: 1 << 39), TilePlace(level: 5, number: 0)]
        try await store.keep(Self.pieces(3) + tiles.map { StoredPiece(.tile($0), [UInt8](repeating: $0.level, count: 8192)) })
        try await store.keep(Self.pieces(2, size: 1 << 48, byte: 2))
        try await store.keep(Self.pieces(1, byte: 9))
        #expect(try await store.snapshots() == [700, 1 << 48])
        #expect(try await store.piece(.snapshot(size: 700, part: 0)) == Self.pieces(1, byte: 9)[0].bytes)
        #expect(try await store.piece(.snapshot(size: 700, part: 2)) == Self.pieces(3)[2].bytes)
        #expect(try await store.piece(.snapshot(size: 700, part: 3)) == nil)
        #expect(try await store.piece(.snapshot(size: 701, part: 0)) == nil)
        for place in tiles { #expect(try await store.piece(.tile(place)) == [UInt8](repeating: place.level, count: 8192)) }
        #expect(try await store.piece(.tile(TilePlace(level: 1, number: 0))) == nil)
        try await store.removeSnapshot(at: 700)
        try await store.removeSnapshot(at: 700)
        #expect(try await store.snapshots() == [1 << 48])
        #expect(try await store.piece(.tile(tiles[0])) != nil)
        #expect(try await store.head() == 0)
    }

    @Test(arguments: StoreFactory.all)
    func `The largest piece comes back whole`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        let large = StoredPiece(.snapshot(size: 1, part: (1 << 14) - 1), [UInt8](repeating: 7, count: StoredPiece.maximumBytes))
        try await store.keep([large])
        #expect(try await store.piece(large.name) == large.bytes)
        let padded = EntryPlaintext.paddedLength(4 + SnapshotPart.maximumContent)
        #expect(padded + 512 <= StoredPiece.maximumBytes)
    }

    @Test(arguments: StoreFactory.durable)
    func `[103] What was acknowledged is there after the store was opened anew`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        for round in 0..<3 as Range<UInt64> {
            let store = try await kind.make(folder)
            #expect(try await store.head() == round * 2)
            #expect(try await store.snapshots() == (0..<round).map { $0 + 1 })
            try await store.append(Self.entries(round * 2..<round * 2 + 2), at: round * 2)
            try await store.keep(Self.pieces(2, size: round + 1))
            await kind.close?(store)
        }
        let store = try await kind.make(folder)
        #expect(try await store.read(from: 0, count: 10) == Self.entries(0..<6))
        #expect(try await store.piece(.snapshot(size: 3, part: 1)) == Self.pieces(2)[1].bytes)
        await kind.close?(store)
    }

    @Test(arguments: StoreFactory.all)
    func `An append of entries that do not follow one another changes nothing`(kind: StoreFactory) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        let gap = Self.entries(0..<1) + Self.entries(2..<3)
        #expect(await ledgerError { try await store.append(gap, at: 0) } == .of(.conflict))
        if let close = kind.close {
            await close(store)
            #expect(try await kind.make(folder).head() == 0)
        } else {
            #expect(try await store.head() == 0)
        }
    }
}
