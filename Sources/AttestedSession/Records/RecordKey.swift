import Crypto

/// The key of one direction of one call, with what its records' associated data begin with.
public struct RecordKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Which way its records travel.
    public let direction: RecordDirection
    let sealing: SymmetricKey
    /// Makes the part of a nonce that depends on the plaintext.
    let nonces: SymmetricKey
    let associatedData: [UInt8]

    /// Nothing secret.
    public var description: String { "record key" }
    /// Nothing secret.
    public var customMirror: Mirror { Mirror(self, children: ["direction": direction]) }
}
