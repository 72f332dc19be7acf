/// Why the tree did not answer.
enum TreeError: Error {
    /// A hash is in no memory: the tile is to be read from the store.
    case missing(TilePlace)
    /// It was asked for what there is not.
    case refused(LedgerError)
}

extension LedgerError {
    init(_ error: TreeError) {
        switch error {
        case .refused(let error): self = error
        case .missing(let place): self = .damagedTile(place)
        }
    }

    static func damagedTile(_ place: TilePlace) -> LedgerError {
        LedgerError(
            .damagedStore,
            "The tree's tile \(place.number) of level \(place.level) is missing or not what the ledger's head says: restore it with a repair."
        )
    }
}
