import Attestation
import Wire

@testable import AttestedSession

extension FuzzTarget {
    /// A whole responder: variable(M1) ‖ M3.
    static let responder = FuzzTarget("responder") { bytes in
        var reader = ByteReader(bytes)
        guard let hello = try? reader.variable(atMost: SessionLimits.message), let rest = try? reader.fixed(reader.remaining) else {
            return
        }
        do {
            let handshake = try ResponderHandshake(
                role: .control, outer: .proxied, context: try SessionContext(ledgerOrigin: "ledger.example/1"),
                nonce: [UInt8](repeating: 0x22, count: 32), seed: [UInt8](repeating: 0x33, count: 32))
            let greeted = try handshake.receive(hello: hello)
            let evidence = try Evidence(platform: .sevSNP, bytes: greeted.reportData.bytes)
            let offered = try greeted.offer(evidence: evidence)
            let authenticated = try offered.receive(authentication: rest)
            if case .party(let signingKey) = authenticated.credential {
                _ = try authenticated.accept(.party(signingKey: signingKey), ageLimit: 60)
            }
        } catch { return }
    }

    /// An initiator that takes the input as M2.
    static let initiator = FuzzTarget("initiator", longest: 8192) { bytes in
        do {
            let handshake = try InitiatorHandshake(
                role: .party, expecting: .control, outer: .proxied, ledgerOrigin: nil, release: nil,
                nonce: [UInt8](repeating: 0x11, count: 32))
            let offered = try handshake.receive(offer: bytes)
            _ = offered.claim
        } catch { return }
    }
}
