package import ControlAPI
import ControlPlane
import Wire

/// A registered asset: what its owner signed about a ciphertext.
public struct AssetRecord: Sendable, Encodable, Equatable {
    /// Hexadecimal, 16 bytes; follows from the signed registration.
    public let id: String
    /// The owner's party id.
    public let owner: String
    /// For people.
    public let name: String
    /// SHA-256 of the ciphertext, hexadecimal.
    public let ciphertextDigest: String
    /// In bytes.
    public let ciphertextLength: UInt64
    /// In bytes.
    public let plaintextLength: UInt64
    /// Digests of the functions that may read it, for good.
    public let functions: [String]
    /// Measurements of the executors that may hold its key, for good.
    public let executors: [String]
    /// Whether its key has been erased.
    public let deleted: Bool
    /// Whether the node has its key: `held`; `withheld`, since its policy does not admit the node's software; `missing`.
    public let key: String
    /// Seconds since 1970, by the node's time.
    public let registeredAt: UInt64

    /// Reads the registration from the exact bytes, and refuses an answer that does not match them.
    package init(_ asset: Cloister_V1_Asset) throws(ClientError) {
        let registration: SignedDocument<AssetRegistration>
        do {
            registration = try SignedDocument(bytes: Array(asset.registration.document), signature: Array(asset.registration.signature))
        } catch {
            throw .invalidAnswer("the service sent an asset registration that cannot be read: \(error)")
        }
        guard registration.body.id.description == asset.id else {
            throw .invalidAnswer("the service named an asset by an id that is not its registration's")
        }
        id = asset.id
        owner = registration.body.owner.description
        name = registration.body.name
        ciphertextDigest = registration.body.ciphertextDigest.hex
        ciphertextLength = registration.body.ciphertextLength
        plaintextLength = registration.body.plaintextLength
        functions = registration.body.usage.functions.sorted().map(\.description)
        executors = registration.body.release.measurements.sorted()
        deleted = asset.deleted
        guard ["held", "withheld", "missing"].contains(asset.key) else {
            throw .invalidAnswer("the service did not say whether it has an asset's key")
        }
        key = asset.key
        registeredAt = asset.registeredAt
    }
}
