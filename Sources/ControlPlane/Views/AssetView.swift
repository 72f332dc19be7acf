/// An asset as its owner sees it; others see only what the terms of an agreement say.
public struct AssetView: Equatable, Sendable {
    /// Names it.
    public let id: AssetID
    /// The registration with its owner's signature.
    public let document: SignedDocument<AssetRegistration>
    /// Whether the control node holds the ciphertext.
    public let isBlobPresent: Bool
    /// Ledger time in Unix seconds.
    public let registeredAt: UInt64
}

extension State {
    /// An asset of the actor's own.
    public func asset(_ id: AssetID, visibleTo actor: Actor) throws(Refusal) -> AssetView {
        let viewer = try viewer(actor)
        guard let asset = assets[id], asset.owner == viewer.id else { throw .notFound }
        return Self.view(of: asset, id)
    }

    /// The actor's own assets.
    public func assets(visibleTo actor: Actor, after cursor: String? = nil, limit: Int) throws(Refusal) -> Page<AssetView> {
        let viewer = try viewer(actor)
        return try page(over: [holdings(of: viewer).assets], after: cursor, limit: limit) { id in
            assets[id].map { Self.view(of: $0, id) }
        }
    }

    private static func view(of asset: AssetRecord, _ id: AssetID) -> AssetView {
        AssetView(id: id, document: asset.document, isBlobPresent: asset.isBlobPresent, registeredAt: asset.registeredAt)
    }
}
