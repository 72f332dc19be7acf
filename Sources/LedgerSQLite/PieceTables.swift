import CSQLite
import Ledger

/// The tables of snapshots and tiles. Each row is under one number, made of the piece's name.
final class PieceTables {
    // 48 bits of size and 14 of part; 3 of level and 40 of number.
    private static let partBits: Int64 = 14
    private static let numberBits: Int64 = 56

    private let connection: SQLiteConnection
    private let selectPart: SQLiteStatement
    private let selectTile: SQLiteStatement
    private let replacePart: SQLiteStatement
    private let replaceTile: SQLiteStatement

    init(_ connection: SQLiteConnection) throws(LedgerError) {
        self.connection = connection
        selectPart = try connection.prepare("SELECT sealed FROM snapshot WHERE place = ?")
        selectTile = try connection.prepare("SELECT hashes FROM tile WHERE place = ?")
        replacePart = try connection.prepare("INSERT OR REPLACE INTO snapshot (place, sealed) VALUES (?, ?)")
        replaceTile = try connection.prepare("INSERT OR REPLACE INTO tile (place, hashes) VALUES (?, ?)")
    }

    func snapshots() throws(LedgerError) -> [UInt64] {
        let statement = try connection.prepare("SELECT DISTINCT place >> \(Self.partBits) FROM snapshot ORDER BY 1")
        var sizes: [UInt64] = []
        while try statement.step() {
            guard let size = statement.integer(0).flatMap(UInt64.init(exactly:)) else { throw .sqlite(SQLITE_CORRUPT) }
            sizes.append(size)
        }
        return sizes
    }

    func piece(_ name: StoredPiece.Name) throws(LedgerError) -> [UInt8]? {
        guard let place = Self.place(name) else { return nil }
        let statement = name.isTile ? selectTile : selectPart
        defer { statement.reset() }
        try statement.bind(place, at: 1)
        guard try statement.step() else { return nil }
        guard let bytes = statement.blob(0, atMost: StoredPiece.maximumBytes) else { throw .sqlite(SQLITE_CORRUPT) }
        return bytes
    }

    func keep(_ piece: StoredPiece) throws(LedgerError) {
        guard let place = Self.place(piece.name), piece.bytes.count <= StoredPiece.maximumBytes else {
            throw LedgerError(.storeFailed, "A piece of a snapshot is larger than the ledger's store takes.")
        }
        let statement = piece.name.isTile ? replaceTile : replacePart
        try statement.bind(place, at: 1)
        try statement.run(binding: piece.bytes, at: 2)
    }

    func removeSnapshot(at size: UInt64) throws(LedgerError) {
        guard let first = Self.place(.snapshot(size: size, part: 0)) else { return }
        try connection.execute("DELETE FROM snapshot WHERE place BETWEEN \(first) AND \(first + (1 << Self.partBits) - 1)")
    }

    private static func place(_ name: StoredPiece.Name) -> Int64? {
        switch name {
        case .snapshot(let size, let part):
            guard size <= 1 << 48, part < 1 << UInt32(partBits) else { return nil }
            return Int64(size) << partBits | Int64(part)
        case .tile(let place):
            guard place.level <= TilePlace.maximumLevel, place.number < 1 << 48 else { return nil }
            return Int64(place.level) << numberBits | Int64(place.number)
        }
    }
}

extension StoredPiece.Name {
    fileprivate var isTile: Bool {
        if case .tile = self { return true }
        return false
    }
}
