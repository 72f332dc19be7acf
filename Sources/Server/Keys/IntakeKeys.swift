import ControlPlane
import SealedData
import Synchronization

/// The keys to which owners wrap their asset keys: one per owner, in memory only (docs/spec/keys.md, "Intake keys").
final class IntakeKeys: Sendable {
    /// How many are held; the oldest goes first.
    static let maximumKeys = 4_096

    private struct Contents {
        var keys: [PartyID: RecipientPrivateKey] = [:]
        var order: [PartyID] = []
    }

    private let contents = Mutex(Contents())

    /// The key to which this owner shall wrap the keys of its next assets.
    func offer(to owner: PartyID) throws -> RecipientPublicKey {
        if let known = key(of: owner) { return known.publicKey }
        let fresh = try RecipientPrivateKey()
        return contents.withLock { contents in
            if let known = contents.keys[owner] { return known.publicKey }
            if contents.order.count >= Self.maximumKeys { contents.keys[contents.order.removeFirst()] = nil }
            contents.keys[owner] = fresh
            contents.order.append(owner)
            return fresh.publicKey
        }
    }

    /// The key that opens this owner's envelopes; nil if none was offered, or it has ended.
    func key(of owner: PartyID) -> RecipientPrivateKey? { contents.withLock { $0.keys[owner] } }

    /// Ends an owner's key: what was wrapped to it opens nowhere any more.
    func end(of owner: PartyID) {
        contents.withLock { contents in
            guard contents.keys.removeValue(forKey: owner) != nil else { return }
            contents.order.removeAll { $0 == owner }
        }
    }
}
