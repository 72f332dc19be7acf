import ControlPlane
import Crypto
import Glibc
import SealedData
import Wire

@testable import Execution

/// A model owner, a function owner and a business, an agreement between them, and an executor's blob store.
final class Scenario {
    let model = Party()
    let function = Party()
    let business = Party()
    let executorKey: RecipientPrivateKey
    let blobs: BlobDirectory
    let folder: String
    let origin = "ledger.example"

    var payload = Pipelines.colours
    var modelBytes = TinyModel.colours
    var labels: [UInt8]?
    var profile = "standard"
    var outputBytes: UInt64 = 4096
    var inputBytes: UInt64 = 1 << 30
    var photoSlotBytes: UInt64 = 1 << 20
    var runtime = Runtime.onnx
    var nonce = [UInt8](repeating: 7, count: 16)
    /// The functions that the model's owner allows; nil for exactly this one.
    var allowed: Set<FunctionDigest>?
    let salt = [UInt8](repeating: 3, count: 32)
    let runKey = [UInt8](repeating: 9, count: 32)

    struct Party {
        let signing = P256.Signing.PrivateKey()
        var key: [UInt8] { Array(signing.publicKey.x963Representation) }
        var id: PartyID { PartyID(signingKey: key) }

        func sign<Body: DocumentBody>(_ body: Body) throws -> SignedDocument<Body> {
            try SignedDocument(body) { Array(try signing.signature(for: $0).rawRepresentation) }
        }
    }

    init() throws {
        var template = Array("/tmp/cloister-execution-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("make a folder", errno) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        blobs = try BlobDirectory(path: folder)
        executorKey = try RecipientPrivateKey()
    }

    deinit {
        guard let entries = opendir(folder) else { return }
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            unlink(folder + "/" + name)
        }
        closedir(entries)
        rmdir(folder)
    }

    func executor(_ change: (inout ExecutionConfiguration) -> Void = { _ in }) async throws -> Executor {
        var configuration = ExecutionConfiguration(jailPath: Host.jail, onnxRuntimeLibrary: Host.onnxRuntime, blobs: blobs)
        configuration.profiles["short"] = JailProfile(runTime: .milliseconds(700))
        configuration.profiles["small"] = JailProfile(memoryBytes: 256 << 20)
        change(&configuration)
        return try await Executor.start(configuration)
    }

    func manifest() throws -> SignedDocument<FunctionManifest> {
        var inputs = [
            InputSlot(name: "model", maximumBytes: 64 << 20, isModel: true), InputSlot(name: "photo", maximumBytes: photoSlotBytes),
        ]
        if labels != nil { inputs.append(InputSlot(name: "names", maximumBytes: 1 << 16, isModel: true)) }
        return try function.sign(
            FunctionManifest(
                name: "colours", version: "1.0.0", owner: function.id, runtime: runtime,
                payloadCommitment: FunctionManifest.commitment(salt: salt, payload: payload), parameters: [], inputs: inputs,
                outputs: [OutputSlot(name: "labels", maximumBytes: outputBytes)], audience: .everyone))
    }

    /// Seals bytes and registers them as an asset of a party.
    func asset(_ bytes: [UInt8], of party: Party, key: DataKey = DataKey(), usage: Set<FunctionDigest>) throws -> SignedDocument<
        AssetRegistration
    > {
        let sealed = try SealedStream.seal(
            bytes, key: key, associatedData: SecretBinding.assetContent(ledgerOrigin: origin, ownerSigningKey: party.key))
        return try party.sign(
            AssetRegistration(
                ledgerOrigin: origin, owner: party.id, name: "asset", ciphertextDigest: try blobs.write(sealed),
                ciphertextLength: UInt64(sealed.count), plaintextLength: UInt64(bytes.count), keyCommitment: key.commitment,
                usage: UsagePolicy(functions: usage), release: ReleasePolicy(measurements: []), wrappedKey: [0]))
    }

    /// An input that is an asset, its key wrapped to the executor.
    func input(_ slot: String, _ asset: SignedDocument<AssetRegistration>, of party: Party, key: DataKey) throws -> AssignedInput {
        let info = asset.body.keyInfo(ledgerOrigin: origin, ownerSigningKey: party.key)
        let envelope = try Envelope.seal(key, to: executorKey.publicKey, info: info)
        return AssignedInput(
            slot: slot, owner: party.id,
            content: .asset(registration: asset, ownerSigningKey: party.key, ledgerOrigin: origin, keyEnvelope: envelope.wireBytes))
    }

    private lazy var modelKey = DataKey()
    private var registeredModel: SignedDocument<AssetRegistration>?

    func assignment(photo: [UInt8]) throws -> Assignment {
        let manifest = try manifest()
        let digest = try manifest.body.functionDigest
        let asset = try registeredModel ?? asset(modelBytes, of: model, key: modelKey, usage: allowed ?? [digest])
        registeredModel = asset
        var inputs = [
            try input("model", asset, of: model, key: modelKey),
            AssignedInput(slot: "photo", owner: business.id, content: .inline(photo)),
        ]
        var bindings = [
            BoundInput(slot: "model", binding: .asset(asset.body.id)), BoundInput(slot: "photo", binding: .provided(by: business.id)),
        ]
        if let labels {
            inputs.append(AssignedInput(slot: "names", owner: model.id, content: .inline(labels)))
            bindings.append(BoundInput(slot: "names", binding: .provided(by: model.id)))
        }
        let terms = AgreementTerms(
            nonce: nonce, ledgerOrigin: origin, function: digest, inputs: bindings,
            outputs: [
                BoundOutput(slot: "labels", recipients: [Recipient(party: business.id, recipientKeyDigest: .init(repeating: 0, count: 32))])
            ], parameters: [], limits: AgreementLimits(runs: 10, notAfter: 1 << 40, inputBytes: inputBytes, outputBytes: outputBytes),
            jailProfile: profile, witnessPolicy: "off")
        return Assignment(
            run: .random(), lease: Lease(fence: 1, nonce: 2), agreement: terms.id, terms: terms, manifest: manifest,
            saltedPayload: salt + payload, inputs: inputs, runKey: runKey)
    }

    /// The plaintext of a result's only output.
    func text(_ result: RunResult, of assignment: Assignment) throws -> String {
        guard case .succeeded(let outputs) = result, outputs.count == 1, let ciphertext = outputs[0].ciphertext else { return "\(result)" }
        let key = try DataKey(bytes: SecretBinding.outputKey(runKey: runKey, run: assignment.run, slot: "labels"))
        let plaintext = try SealedStream.open(
            ciphertext, key: key, associatedData: SecretBinding.output(run: assignment.run, slot: "labels"))
        return String(decoding: plaintext, as: UTF8.self)
    }
}

extension Scenario {
    /// What everybody and the owner of the cause learn of a failure.
    static func failure(_ result: RunResult) -> String {
        guard case .failed(let failure) = result else { return "\(result)" }
        return ([failure.code.text] + failure.details.map { "\($0.slot):\($0.code)" }).joined(separator: " ")
    }
}
