public import Attestation
import Crypto
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The key that signs software evidence, the secret that sealing keys come from, and the id of the machine it was made on. Lives in the measurer alone.
public struct SoftwareRoot: Sendable, CustomStringConvertible, CustomReflectable {
    private let key: P256.Signing.PrivateKey
    private let sealingSecret: SymmetricKey
    /// The id of the machine, random at the root's creation.
    public let hardwareID: HardwareID

    /// A fresh root in memory.
    public init() throws(AttestationError) {
        var generator = SystemRandomNumberGenerator()
        let id = (0..<SoftwareReport.hardwareIDLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try self.init(key: P256.Signing.PrivateKey(), sealingSecret: SymmetricKey(size: .bits256), hardwareID: id)
    }

    init(key: P256.Signing.PrivateKey, sealingSecret: SymmetricKey, hardwareID: [UInt8]) throws(AttestationError) {
        self.key = key
        self.sealingSecret = sealingSecret
        self.hardwareID = try HardwareID(platform: .softwareTEE, bytes: hardwareID)
    }

    /// The public key in X9.63 form, 65 bytes: what a trust file lists.
    public var publicKey: [UInt8] { Array(key.publicKey.x963Representation) }

    /// Shows the public key.
    public var description: String { "software root \(publicKey.hex)" }

    /// Shows the public key only.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.hex]) }

    func evidence(for report: SoftwareReport) throws(AttestationError) -> Evidence {
        let signed = report.signedBytes
        let signature: P256.Signing.ECDSASignature
        do {
            signature = try key.signature(for: SoftwareReport.message(signed))
        } catch {
            throw AttestationError(.unavailable, "the software root could not sign")
        }
        return try Evidence(platform: .softwareTEE, bytes: signed + Array(signature.rawRepresentation))
    }

    /// The key, 32 bytes, that a program of this measurement seals with in this role. The configuration has no part in it.
    func sealingKey(measurement: [UInt8], role: NodeRole, isDebug: Bool) -> SymmetricKey {
        var info = ByteWriter()
        info.string("cloister/software-tee/sealing-key/v1")
        info.fixed(measurement)
        info.value(role)
        info.bool(isDebug)
        return HKDF<SHA256>.deriveKey(inputKeyMaterial: sealingSecret, info: info.bytes, outputByteCount: MeasurerProtocol.sealingKeyLength)
    }

    /// Gives the sealing secret's 32 bytes to the closure.
    func withSealingSecret<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { sealingSecret.withUnsafeBytes(body) }

    /// Gives the private key's 32 bytes to the closure.
    func withPrivateKey<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { key.rawRepresentation.withUnsafeBytes(body) }
}
