import Attestation
import Crypto
import Foundation
import Wire

@testable import AttestedSession

/// One recorded session: every message and value of docs/spec/attested-session.md, as `name: value` lines.
struct SessionVector {
    private(set) var values: [(name: String, value: [UInt8])] = []

    subscript(_ name: String) -> [UInt8] { values.first { $0.name == name }?.value ?? [] }

    mutating func add(_ name: String, _ value: [UInt8]) { values.append((name, value)) }

    static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")

    /// The recorded sessions: a party's, an executor's, and a party's whose quote serves a tree of three.
    enum Kind: String, CaseIterable {
        case party, executor, batch

        var role: SessionRole { self == .executor ? .executor : .party }
    }

    static func url(_ kind: Kind) -> URL { directory.appending(path: "session-v1-\(kind).txt") }

    init() {}

    init(_ kind: Kind) throws {
        for line in try String(contentsOf: SessionVector.url(kind), encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, let value = [UInt8](hex: parts[1]) else { throw WireError.invalid("a line that is no vector's") }
            add(parts[0], value)
        }
    }

    var text: String {
        "# A session of version 1, suite 1. Values are hexadecimal; docs/spec/attested-session.md names them.\n"
            + values.map { "\($0.name): \($0.value.hex)\n" }.joined()
    }

    /// The ends of the vector: everything that an end chooses is fixed but the encapsulation and the signature, which are random.
    static func ends(_ kind: Kind) throws -> Ends {
        var ends = try Ends(role: kind.role)
        ends.partyKey = try P256.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 0x99, count: 32))
        return ends
    }

    /// The other leaves of the tree of three, where ours stands between them.
    static let siblings = [[UInt8](repeating: 0x01, count: 32), [UInt8](repeating: 0x02, count: 32)].map(BatchProof.leaf)

    /// What the evidence covers, and the proof that leads there.
    static func proof(_ kind: Kind, leaf: [UInt8]) throws -> (proof: BatchProof, root: [UInt8]) {
        guard kind == .batch else { return (.single, leaf) }
        let root = BatchProof.node(BatchProof.node(siblings[0], leaf), siblings[1])
        return (try BatchProof(treeSize: 3, index: 1, path: siblings), root)
    }

    /// Plays a session and records it.
    static func record(_ kind: Kind) throws -> SessionVector {
        let (ends, role) = (try ends(kind), kind.role)
        var vector = SessionVector()
        vector.add("initiator-nonce", ends.initiatorNonce)
        vector.add("responder-nonce", ends.responderNonce)
        vector.add("responder-seed", ends.seed)

        let initiator = try ends.initiator()
        vector.add("m1", initiator.message)
        let greeted = try ends.respond().receive(hello: initiator.message)
        vector.add("th1", greeted.first)
        vector.add("leaf", greeted.leaf)
        let (proof, root) = try proof(kind, leaf: greeted.leaf)
        vector.add("root", root)
        let reportData = ResponderHandshake.Greeted.reportData(root: root, treeSize: proof.treeSize)
        vector.add("responder-report-data", reportData.bytes)
        let evidence = try ends.hardware.evidence(reportData, role: ends.responder)
        vector.add("responder-evidence", evidence.wireBytes)
        let offered = try greeted.offer(evidence: evidence, proof: proof)
        vector.add("m2", offered.message)
        let received = try initiator.receive(offer: offered.message)
        let attested = try ends.appraise(received.claim)
        let appraised = try received.accept(attested)
        vector.add("encapsulation", appraised.encapsulation)
        vector.add("th2", appraised.second)
        if role == .party {
            vector.add("signature-input", appraised.signatureInput)
        } else {
            vector.add("initiator-report-data", appraised.reportData.bytes)
        }
        let credential = try ends.credential(appraised.signatureInput, appraised.reportData)
        vector.add("credential", credential.wireBytes)
        let authenticated = try appraised.authenticate(with: credential)
        vector.add("th3", authenticated.third)
        vector.add("m3", authenticated.message)
        let answered = try offered.receive(authentication: authenticated.message)
        let peer = try ends.judge(answered.credential)
        let accepted = try answered.accept(peer, ageLimit: ends.ageLimit)
        vector.add("m4", accepted.message)
        let keys = try authenticated.receive(accept: accepted.message)
        vector.add("session-id", keys.id)
        try vector.addCall(keys)
        return vector
    }

    /// Records one call under the session's keys.
    mutating func addCall(_ keys: SessionKeys) throws {
        let id = CallID(counter: 1, random: [UInt8](repeating: 0xcc, count: 8))
        let call = keys.callKeys(id)
        add("call-id", id.bytes)
        for (name, key) in [("client", call.clientToServer), ("server", call.serverToClient)] {
            add("\(name)-sealing-key", key.sealing.withUnsafeBytes { Array($0) })
            add("\(name)-nonce-key", key.nonces.withUnsafeBytes { Array($0) })
        }
        let header = try CallHeader(
            method: "cloister.v1.RunService/CreateRun", deadline: 30_000, idempotencyKey: [UInt8](repeating: 0xdd, count: 16),
            metadata: try CallMetadata([MetadataEntry(name: "trace-bin", value: [1, 2, 3])]))
        let status = try CallStatus(code: 0, message: "", trailers: .empty)
        var client = RecordSealer(call.clientToServer)
        var server = RecordSealer(call.serverToClient)
        add("client-header", header.wireBytes)
        add("client-record-0", try client.sealHeader(header))
        add("client-record-1", try client.seal(.message, Array("a request".utf8)))
        add("client-record-2", try client.sealEnd())
        add("server-record-0", try server.sealHeader(CallMetadata.empty))
        add("server-record-1", try server.seal(.message, Array("an answer".utf8)))
        add("server-status", status.wireBytes)
        add("server-record-2", try server.sealEnd(status))
    }
}
