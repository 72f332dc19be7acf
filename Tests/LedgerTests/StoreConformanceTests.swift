import Testing

@testable import Ledger

/// What every store must do, whatever it keeps its entries in.
@Suite struct StoreConformanceTests {
    static func entries(_ range: Range<UInt64>) -> [SealedEntry] {
        range.map { SealedEntry(sequence: $0, bytes: [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 40)) }
    }

    @Test(arguments: StoreKind.allCases)
    func `A new store is empty`(kind: StoreKind) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        #expect(try await store.count() == 0)
        #expect(try await store.read(from: 0, count: 10).isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `Entries come back in order and in pages`(kind: StoreKind) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        try await store.append(Self.entries(0..<3), at: 0)
        try await store.append(Self.entries(3..<10), at: 3)
        #expect(try await store.count() == 10)
        var read: [SealedEntry] = []
        while read.count < 10 { read += try await store.read(from: UInt64(read.count), count: 4) }
        #expect(read == Self.entries(0..<10))
        #expect(try await store.read(from: 10, count: 4).isEmpty)
        #expect(try await store.read(from: .max, count: 4).isEmpty)
    }

    @Test(arguments: StoreKind.allCases)
    func `[40] An append at another place than the end is refused and changes nothing`(kind: StoreKind) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        try await store.append(Self.entries(0..<3), at: 0)
        for position in [0, 2, 4, UInt64.max] {
            let error = await ledgerError { try await store.append(Self.entries(2..<4), at: position) }
            #expect(error == .of(.conflict))
        }
        #expect(try await store.count() == 3)
        try await store.append(Self.entries(3..<4), at: 3)
        #expect(try await store.read(from: 0, count: 10) == Self.entries(0..<4))
    }

    @Test(arguments: StoreKind.allCases)
    func `Large entries come back whole`(kind: StoreKind) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        let large = (0..<4).map { SealedEntry(sequence: $0, bytes: [UInt8](repeating: UInt8($0), count: 4 << 20)) }
        try await store.append(large, at: 0)
        var read: [SealedEntry] = []
        while read.count < 4 { read += try await store.read(from: UInt64(read.count), count: 100) }
        #expect(read == large)
    }

    @Test(arguments: StoreKind.allCases)
    func `A journal lives in the store across openings`(kind: StoreKind) async throws {
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

    @Test(arguments: StoreKind.allCases)
    func `A ledger is created only where there is none, and opened only where there is one`(kind: StoreKind) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        #expect(await ledgerError { _ = try await Journal.reopen(store) } == .of(.emptyLedger))
        _ = try await Journal.fresh(store)
        #expect(await ledgerError { _ = try await Journal.fresh(store) } == .of(.alreadyExists))
    }

    @Test(arguments: StoreKind.allCases)
    func `[46] Other keys than the ledger's open nothing`(kind: StoreKind) async throws {
        let folder = try TemporaryFolder()
        let store = try await kind.make(folder)
        _ = try await Journal.fresh(store)
        let error = await ledgerError { _ = try await Journal.reopen(store, keys: Fixed.keys(0x12)) }
        #expect(error == .of(.damagedEntry))
        #expect(error?.sequence == 0)
        #expect(try await store.count() == 1)
    }
}
