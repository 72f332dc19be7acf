import Crypto
import Wire

/// An established session: its identifier, its age limit, and the secret of which every call's keys are made.
public struct SessionKeys: Sendable, CustomStringConvertible, CustomReflectable {
    /// 16 bytes by which both ends know the session. Derived, never chosen, and not secret.
    public let id: [UInt8]
    /// Seconds after which the session must no longer be used.
    public let ageLimit: UInt32
    private let secret: SymmetricKey

    init(id: [UInt8], ageLimit: UInt32, secret: SymmetricKey) {
        self.id = id
        self.ageLimit = ageLimit
        self.secret = secret
    }

    /// The keys of one call, one for each direction.
    public func callKeys(_ call: CallID) -> CallKeys {
        CallKeys(clientToServer: key(call, .clientToServer), serverToClient: key(call, .serverToClient))
    }

    /// The identifier alone.
    public var description: String { "session \(id.hex)" }
    /// Nothing secret.
    public var customMirror: Mirror { Mirror(self, children: ["id": id.hex]) }

    private func key(_ call: CallID, _ direction: RecordDirection) -> RecordKey {
        var info = ByteWriter(capacity: 48)
        info.string("cloister/session-call/v1")
        info.u8(direction.rawValue)
        info.fixed(call.bytes)
        return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { expanded in
            defer { expanded.wipe() }
            KeyedHash.expand(secret, info: info.bytes, into: expanded)
            return RecordKey(
                direction: direction,
                sealing: SymmetricKey(data: UnsafeRawBufferPointer(rebasing: expanded.prefix(32))),
                nonces: SymmetricKey(data: UnsafeRawBufferPointer(rebasing: expanded.suffix(32))),
                associatedData: RecordFormat.associatedData(session: id, call: call, direction: direction))
        }
    }
}

/// The keys of one call.
public struct CallKeys: Sendable, CustomStringConvertible, CustomReflectable {
    /// For what the client sends.
    public let clientToServer: RecordKey
    /// For what the server sends.
    public let serverToClient: RecordKey

    /// Nothing secret.
    public var description: String { "call keys" }
    /// Nothing secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
