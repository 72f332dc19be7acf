/// Who signed an enclave, as which product, and the lowest version that is accepted.
public struct EnclaveSigner: Hashable, Sendable {
    /// MRSIGNER, 32 bytes.
    public let signer: [UInt8]
    /// ISVPRODID.
    public let product: UInt16
    /// The lowest ISVSVN.
    public let minimumVersion: UInt16

    /// A signer.
    public init(signer: [UInt8], product: UInt16, minimumVersion: UInt16) {
        self.signer = signer
        self.product = product
        self.minimumVersion = minimumVersion
    }
}
