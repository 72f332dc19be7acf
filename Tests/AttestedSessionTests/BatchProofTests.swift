import Attestation
import AttestedSession
import Testing
import Wire

@Suite struct BatchProofTests {
    /// RFC 6962, §2.1, as it is written there.
    private func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard leaves.count > 1 else { return leaves.first ?? [] }
        let split = leaves.startIndex + largestPowerOfTwo(below: leaves.count)
        return BatchProof.node(root(leaves[..<split]), root(leaves[split...]))
    }

    private func path(_ place: Int, _ leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard leaves.count > 1 else { return [] }
        let count = largestPowerOfTwo(below: leaves.count)
        let split = leaves.startIndex + count
        return place < count
            ? path(place, leaves[..<split]) + [root(leaves[split...])] : path(place - count, leaves[split...]) + [root(leaves[..<split])]
    }

    private func largestPowerOfTwo(below count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }

    private func leaves(_ count: Int) -> [[UInt8]] {
        (0..<count).map { BatchProof.leaf([UInt8](repeating: UInt8($0), count: 32)) }
    }

    @Test func `Every leaf of every small tree leads to the root`() throws {
        for count in 1...33 {
            let leaves = leaves(count)
            let expected = root(leaves[...])
            for place in 0..<count {
                let path = path(place, leaves[...])
                let proof = try BatchProof(treeSize: UInt64(count), index: UInt64(place), path: path)
                #expect(proof.root(leaf: leaves[place]) == expected)
                #expect(try BatchProof(wireBytes: proof.wireBytes) == proof)
                // Another place, or a longer or shorter path, leads elsewhere or nowhere.
                for other in 0..<count where other != place {
                    #expect(try BatchProof(treeSize: UInt64(count), index: UInt64(other), path: path).root(leaf: leaves[place]) != expected)
                }
                if !path.isEmpty {
                    #expect(
                        try BatchProof(treeSize: UInt64(count), index: UInt64(place), path: path.dropLast()).root(leaf: leaves[place])
                            == nil)
                }
                #expect(
                    try BatchProof(treeSize: UInt64(count), index: UInt64(place), path: path + [expected]).root(leaf: leaves[place]) == nil)
            }
        }
    }

    @Test func `One quote serves three handshakes, each by its own leaf`() throws {
        let ends = try (0..<3).map { number in
            var ends = try Ends()
            ends.initiatorNonce = [UInt8](repeating: UInt8(number), count: 32)
            return ends
        }
        let leaves = try ends.map { ends in
            let initiator = try ends.initiator()
            let greeted = try ends.respond().receive(hello: initiator.message)
            return greeted.leaf
        }
        let reportData = ResponderHandshake.Greeted.reportData(root: root(leaves[...]), treeSize: 3)
        let evidence = try ends[0].hardware.evidence(reportData, role: .control)
        for (place, ends) in ends.enumerated() {
            for claimed in 0..<3 {
                let initiator = try ends.initiator()
                let greeted = try ends.respond().receive(hello: initiator.message)
                let proof = try BatchProof(treeSize: 3, index: UInt64(claimed), path: path(claimed, leaves[...]))
                guard claimed == 2 || place == 2 || proof.path.count == 2 else { continue }
                let offered = try greeted.offer(evidence: evidence, proof: proof)
                let received = try initiator.receive(offer: offered.message)
                if claimed == place {
                    let attested = try ends.appraise(received.claim)
                    let appraised = try received.accept(attested)
                    let credential = try ends.credential(appraised.signatureInput, appraised.reportData)
                    let authenticated = try appraised.authenticate(with: credential)
                    let answered = try offered.receive(authentication: authenticated.message)
                    let peer = try ends.judge(answered.credential)
                    let accepted = try answered.accept(peer, ageLimit: 60)
                    #expect(try authenticated.receive(accept: accepted.message).id == accepted.keys.id)
                } else {
                    #expect(throws: Refused.appraisal([.reportDataMismatch])) { try ends.appraise(received.claim) }
                }
            }
        }
    }

    @Test func `The tree's size is part of what is quoted`() throws {
        let root = [UInt8](repeating: 1, count: 32)
        #expect(
            ResponderHandshake.Greeted.reportData(root: root, treeSize: 1) != ResponderHandshake.Greeted.reportData(root: root, treeSize: 2)
        )
    }

    @Test func `A proof that fits no tree is refused on both sides`() throws {
        let ends = try Ends()
        let initiator = try ends.initiator()
        let greeted = try ends.respond().receive(hello: initiator.message)
        let evidence = try ends.hardware.evidence(greeted.reportData, role: .control)
        let proof = try BatchProof(treeSize: 1, index: 0, path: [[UInt8](repeating: 0, count: 32)])
        do {
            _ = try greeted.offer(evidence: evidence, proof: proof)
            Issue.record("the responder took it")
        } catch { #expect(error.code == .batch) }
        var tampered = try Ends()
        tampered.offer = { offer in
            // The evidence follows the proof: size 8, index 8, count 4.
            let place = offer.count - evidence.wireBytes.count - 4
            return offer.prefix(place) + [0, 0, 0, 1] + [UInt8](repeating: 0, count: 32) + offer.suffix(evidence.wireBytes.count)
        }
        #expect(tampered.code() == .batch)
    }

    @Test func `Proofs outside the limits are refused`() {
        let hash = [UInt8](repeating: 0, count: 32)
        #expect(throws: SessionError.self) { try BatchProof(treeSize: 0, index: 0, path: []) }
        #expect(throws: SessionError.self) { try BatchProof(treeSize: 1, index: 1, path: []) }
        #expect(throws: SessionError.self) { try BatchProof(treeSize: 65_537, index: 0, path: []) }
        #expect(throws: SessionError.self) { try BatchProof(treeSize: 65_536, index: 0, path: [[UInt8]](repeating: hash, count: 17)) }
        #expect(throws: SessionError.self) { try BatchProof(treeSize: 2, index: 0, path: [[1]]) }
        #expect(throws: WireError.self) { try BatchProof(wireBytes: [UInt8](repeating: 0xff, count: 20)) }
        func encoded(_ treeSize: UInt64, _ index: UInt64) -> [UInt8] {
            var writer = ByteWriter()
            writer.u64(treeSize)
            writer.u64(index)
            writer.u32(0)
            return writer.bytes
        }
        #expect(throws: Never.self) { try BatchProof(wireBytes: encoded(65_536, 65_535)) }
        for (treeSize, index) in [(UInt64(0), UInt64(0)), (1, 1), (65_536, 65_536), (65_537, 0), (.max, 0), (.max, .max)] {
            #expect(throws: WireError.self) { try BatchProof(wireBytes: encoded(treeSize, index)) }
        }
    }
}
