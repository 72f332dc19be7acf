import Attestation
import Foundation
import Testing
import Wire

@testable import AttestedSession

@Suite struct VectorTests {
    @Test(arguments: SessionVector.Kind.allCases)
    func `The responder reproduces the recorded session`(kind: SessionVector.Kind) throws {
        let vector = try SessionVector(kind)
        let ends = try SessionVector.ends(kind)
        #expect(vector["initiator-nonce"] == ends.initiatorNonce && vector["responder-nonce"] == ends.responderNonce)
        let greeted = try ends.respond().receive(hello: vector["m1"])
        #expect(greeted.first == vector["th1"])
        #expect(greeted.leaf == vector["leaf"])
        let (proof, root) = try SessionVector.proof(kind, leaf: greeted.leaf)
        #expect(root == vector["root"])
        let reportData = ResponderHandshake.Greeted.reportData(root: root, treeSize: proof.treeSize)
        #expect(reportData.bytes == vector["responder-report-data"])
        let offered = try greeted.offer(evidence: try Evidence(wireBytes: vector["responder-evidence"]), proof: proof)
        #expect(offered.message == vector["m2"])
        let answered = try offered.receive(authentication: vector["m3"])
        #expect(answered.second == vector["th2"])
        #expect(answered.third == vector["th3"])
        let peer = try ends.judge(answered.credential)
        let accepted = try answered.accept(peer, ageLimit: ends.ageLimit)
        #expect(accepted.message == vector["m4"])
        #expect(accepted.keys.id == vector["session-id"])

        var again = SessionVector()
        try again.addCall(accepted.keys)
        for (name, value) in again.values { #expect(value == vector[name], "\(name)") }
    }

    @Test(arguments: SessionVector.Kind.allCases)
    func `The initiator reproduces what it does not choose at random`(kind: SessionVector.Kind) throws {
        let vector = try SessionVector(kind)
        let ends = try SessionVector.ends(kind)
        let initiator = try ends.initiator()
        #expect(initiator.message == vector["m1"])
        let received = try initiator.receive(offer: vector["m2"])
        #expect(received.first == vector["th1"])
        #expect(received.claim.reportData.bytes == vector["responder-report-data"])
        let second = Transcript.second(
            first: received.first, proof: received.offer.proof, evidence: received.claim.evidence, encapsulation: vector["encapsulation"])
        #expect(second == vector["th2"])
        let credential = try InitiatorCredential(wireBytes: vector["credential"])
        #expect(Transcript.third(second: second, credential: credential) == vector["th3"])
        if kind.role == .party {
            #expect(Transcript.partySignatureInput(second: second) == vector["signature-input"])
        } else {
            #expect(Transcript.initiatorReportData(second: second).bytes == vector["initiator-report-data"])
        }
    }

    /// The vectors in the repository were written by `CLOISTER_WRITE_VECTORS=1 swift test --filter VectorTests`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CLOISTER_WRITE_VECTORS"] != nil), arguments: SessionVector.Kind.allCases)
    func `Vectors are written on demand`(kind: SessionVector.Kind) throws {
        try FileManager.default.createDirectory(at: SessionVector.directory, withIntermediateDirectories: true)
        try Data(try SessionVector.record(kind).text.utf8).write(to: SessionVector.url(kind))
    }
}
