/// What only this platform, running this software, can undo: the sealing key of a TEE.
public protocol KeySealer: Sendable {
    /// Encrypts and authenticates bytes.
    func seal(_ plaintext: [UInt8]) throws -> [UInt8]
    /// Undoes `seal`; throws for bytes that another platform or other software sealed, and for altered ones.
    func unseal(_ sealed: [UInt8]) throws -> [UInt8]
}
