package import ControlAPI
import ControlPlane
import Wire

/// A registered function: what its owner signed, without its payload.
public struct FunctionRecord: Sendable, Encodable, Equatable {
    /// Names the function in policies and agreements: hexadecimal, 32 bytes.
    public let digest: String
    /// The owner's party id.
    public let owner: String
    /// The function's name.
    public let name: String
    /// A semantic version; immutable once registered.
    public let version: String
    /// `onnx`, `wasm`, `python`, `sql` or `builtin`.
    public let runtime: String
    /// Whether its owner has withdrawn it.
    public let disabled: Bool
    /// Seconds since 1970, by the node's time.
    public let registeredAt: UInt64
    /// The slots to fill, with their largest plaintext in bytes.
    public let inputs: [String: UInt64]
    /// The slots that a run fills, with their largest plaintext in bytes.
    public let outputs: [String: UInt64]

    /// Reads the manifest from the exact bytes, and refuses an answer that does not match them.
    package init(_ function: Cloister_V1_Function) throws(ClientError) {
        let manifest: SignedDocument<FunctionManifest>
        do {
            manifest = try SignedDocument(bytes: Array(function.manifest.document), signature: Array(function.manifest.signature))
        } catch {
            throw .invalidAnswer("the service sent a manifest that cannot be read: \(error)")
        }
        guard manifest.digest.hex == function.digest else {
            throw .invalidAnswer("the service named a function by a digest that is not its manifest's")
        }
        digest = function.digest
        owner = manifest.body.owner.description
        name = manifest.body.name
        version = manifest.body.version
        runtime = "\(manifest.body.runtime)"
        disabled = function.disabled
        registeredAt = function.registeredAt
        inputs = Dictionary(manifest.body.inputs.map { ($0.name, $0.maximumBytes) }, uniquingKeysWith: max)
        outputs = Dictionary(manifest.body.outputs.map { ($0.name, $0.maximumBytes) }, uniquingKeysWith: max)
    }
}
