import Attestation
import Crypto
import Wire

/// The three transcript hashes and what is signed or quoted over them (docs/spec/attested-session.md).
enum Transcript {
    static let responderLabel = "cloister/session-responder/v1"
    static let initiatorLabel = "cloister/session-initiator/v1"
    static let partyLabel = "cloister/session-party/v1"

    /// Both ends' proposals: suite, roles, channel, nonces, the responder's key and its context.
    static func first(_ hello: Hello, _ core: Offer.Core) -> [UInt8] {
        hash("cloister/session-th1/v1") {
            $0.variable(hello.wireBytes)
            $0.variable(core.wireBytes)
        }
    }

    /// Adds the responder's quote and the encapsulation.
    static func second(first: [UInt8], proof: BatchProof, evidence: Evidence, encapsulation: [UInt8]) -> [UInt8] {
        let quote = hash("cloister/session-quote/v1") {
            $0.value(proof)
            $0.fixed(evidence.digest)
        }
        return hash("cloister/session-th2/v1") {
            $0.fixed(first)
            $0.fixed(quote)
            $0.fixed(encapsulation)
        }
    }

    /// Adds the initiator's credential.
    static func third(second: [UInt8], credential: InitiatorCredential) -> [UInt8] {
        hash("cloister/session-th3/v1") {
            $0.fixed(second)
            $0.variable(credential.wireBytes)
        }
    }

    /// What the responder's evidence covers; nil if the proof leads to no root.
    static func responderReportData(first: [UInt8], proof: BatchProof) -> ReportData? {
        proof.root(leaf: BatchProof.leaf(first)).map { responderReportData(root: $0, treeSize: proof.treeSize) }
    }

    static func responderReportData(root: [UInt8], treeSize: UInt64) -> ReportData {
        ReportData.binding(
            responderLabel,
            hash("cloister/session-batch/v1") {
                $0.u64(treeSize)
                $0.fixed(root)
            })
    }

    /// What an initiating node's evidence covers.
    static func initiatorReportData(second: [UInt8]) -> ReportData { ReportData.binding(initiatorLabel, second) }

    /// What a party signs.
    static func partySignatureInput(second: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.string(partyLabel)
        writer.fixed(second)
        return writer.bytes
    }

    private static func hash(_ label: String, _ write: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter(capacity: 2048)
        writer.string(label)
        write(&writer)
        return Array(SHA256.hash(data: writer.bytes))
    }
}
