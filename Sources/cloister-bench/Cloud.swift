import Attestation
import AttestedTransport
import Client
import ControlPlane
import Crypto
import Foundation
import SealedData
import SoftwareTEE
import Wire

/// A node of the real programs under the software TEE: a measurer, and `cloisterd-dev` in role `all`.
struct Cloud {
    private static let origin = "bench.example/inference"

    private let measurer: Child
    private let node: Child
    private let endpoint: Endpoint
    private let appraiser: Appraiser
    private let folder: ScratchFolder
    private let subject: InferenceSubject

    /// Starts both and waits until the node serves.
    init(in folder: ScratchFolder, _ subject: InferenceSubject) async throws {
        (self.folder, self.subject) = (folder, subject)
        measurer = try Child(
            try Program.sibling("cloister-measurer"), ["serve", "--socket", folder("measurer"), "--root", folder("root")],
            log: folder("measurer.log"))
        var root = ""
        while case let line = try measurer.line(), !line.hasPrefix("listening") {
            if line.hasPrefix("root ") { root = String(line.dropFirst(5)) }
        }
        let program = try Program.sibling("cloisterd-dev")
        var trust = TrustFile()
        guard let rootKey = [UInt8](hex: root) else { throw FigureError("the measurer shows no root") }
        try trust.unsafeAcceptSoftwareTEE(roots: [rootKey], acknowledging: TrustFile.softwareAcknowledgement)
        let digest = SHA256.hash(data: try Data(contentsOf: URL(fileURLWithPath: program)))
        trust.pin(try Measurement(platform: .softwareTEE, digest: Array(digest)), as: .control)
        appraiser = try trust.softwareAppraiser()
        endpoint = Endpoint(host: "127.0.0.1", port: try Self.freePort())
        try Self.configuration(in: folder, port: endpoint.port, runtime: subject.runtime, root: root)
            .write(to: URL(fileURLWithPath: folder("node.json")))
        node = try Child(program, ["all", "--config", folder("node.json")], log: folder("node.log"))
        try await waitUntilServing()
    }

    func stop() {
        node.stop()
        measurer.stop()
    }

    private func waitUntilServing() async throws {
        let identity = PartyIdentity(signingKey: P256.Signing.PrivateKey(), recipientKey: try RecipientPrivateKey())
        for _ in 0..<600 {
            guard node.isRunning else { break }
            do {
                return try await CloisterClient.withClient(
                    to: endpoint, identity: identity, appraiser: appraiser, ledgerOrigin: Self.origin, seen: nil
                ) { _ in }
            } catch let error as ClientError where error.code == .unreachable {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        throw FigureError("the node does not serve; the end of its log:\n\(node.endOfLog)")
    }

    private static func configuration(in folder: ScratchFolder, port: Int, runtime: String, root: String) throws -> Data {
        let document: [String: Any] = [
            "version": 1, "origin": origin, "listen": ["host": "127.0.0.1", "port": port] as [String: Any], "state": folder("state"),
            "measurer": folder("measurer"), "admins": [String](), "openRegistration": true,
            "execution": [
                "jail": try Program.sibling("cloister-jail"), "onnxRuntime": runtime, "capacity": 2, "warmJails": 8, "runSeconds": 60,
                "memoryMiB": 1024,
            ] as [String: Any],
            "trust": ["softwareTEE": TrustFile.softwareAcknowledgement, "softwareRoots": [root]] as [String: Any],
        ]
        return try JSONSerialization.data(withJSONObject: document)
    }

    private static func freePort() throws -> Int {
        let program = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
        let port = try Program.run("python3", ["-c", program])
        guard let number = Int(port.filter(\.isNumber)) else { throw FigureError("there is no free port") }
        return number
    }

    // MARK: Parties

    /// A party that owns the function and the model, gives the photographs, and receives the labels.
    struct Customer: Sendable {
        fileprivate let client: CloisterClient
        fileprivate let function: FunctionDigest
        fileprivate let model: AssetID
        fileprivate let photo: [UInt8]
    }

    /// Registers a customer with the pipeline and the sealed model, and lends it.
    func withCustomer<Value: Sendable>(_ body: @Sendable (Customer) async throws -> Value) async throws -> Value {
        let identity = PartyIdentity(signingKey: P256.Signing.PrivateKey(), recipientKey: try RecipientPrivateKey())
        let (subject, scratch) = (subject, folder.path)
        return try await CloisterClient.withClient(
            to: endpoint, identity: identity, appraiser: appraiser, ledgerOrigin: Self.origin, seen: nil
        ) { client in
            _ = try await client.registerParty(name: "bench", roles: [.functionOwner, .dataOwner])
            let draft = FunctionDraft(
                name: "image-classifier", version: "1.0.0", runtime: .onnx,
                inputs: [
                    InputSlot(name: "photo", maximumBytes: 16 << 20), InputSlot(name: "model", maximumBytes: 64 << 20, isModel: true),
                ], outputs: [OutputSlot(name: "labels", maximumBytes: 4096)])
            let registered = try await client.registerFunction(draft, payload: subject.pipeline)
            guard let function = FunctionDigest(registered.digest) else { throw FigureError("the function has no digest") }
            let asset = try await client.createAsset(
                path: subject.model, name: "model", policy: AssetPolicy(functions: [function]), scratch: scratch)
            guard let model = AssetID(asset.id) else { throw FigureError("the model has no id") }
            return try await body(Customer(client: client, function: function, model: model, photo: subject.photo))
        }
    }
}

extension Cloud.Customer {
    /// A fresh agreement, active at once because one party is everybody, and with a jail of its own.
    func agree() async throws -> String {
        let identity = client.identity
        let recipient = Recipient(
            party: identity.id,
            recipientKeyDigest: PartyRegistration.recipientKeyDigest(identity.recipientKey.publicKey.rawRepresentation))
        let terms = AgreementTerms(
            nonce: (0..<AgreementTerms.nonceBytes).map { _ in .random(in: .min ... .max) }, ledgerOrigin: client.ledger.origin,
            function: function,
            inputs: [BoundInput(slot: "photo", binding: .provided(by: identity.id)), BoundInput(slot: "model", binding: .asset(model))],
            outputs: [BoundOutput(slot: "labels", recipients: [recipient])], parameters: [],
            limits: AgreementLimits(
                runs: 10_000, notAfter: UInt64(Date().timeIntervalSince1970) + 86_400, inputBytes: 80 << 20, outputBytes: 4096),
            jailProfile: "standard", witnessPolicy: "off")
        let agreement = try await client.proposeAgreement(terms)
        guard agreement.status == "active" else { throw FigureError("the agreement is \(agreement.status)") }
        return agreement.id
    }

    /// One run: the photograph there, the labels back, the most probable first.
    func classify(under agreement: String) async throws -> [String] {
        struct Label: Decodable { let label: String }
        let run = try await client.callRun(agreement: agreement, inputs: ["photo": .inline(photo)])
        let outputs = try await client.outputs(of: run)
        return try JSONDecoder().decode([Label].self, from: Data(outputs["labels"] ?? [])).map(\.label)
    }
}
