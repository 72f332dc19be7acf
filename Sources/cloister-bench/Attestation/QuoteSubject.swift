import Attestation
import Foundation
import Wire

/// A TDX quote of a real machine with all its collateral, in two forms: ours, and what scripts/tests/dcap_qvl_exchange.py takes.
struct QuoteSubject {
    private static let set = "sets/tdx_f1c85033_2025-07-04.json"

    private struct Held: Decodable {
        let quote: String
        let as_of_unix: UInt64
        let collateral: [String: String]
    }

    let quote: [UInt8]
    private let evidence: Evidence
    private let warm = IntelVerifier(platform: .tdx)
    let time: UInt64
    let tcbInfo: [UInt8]
    let enclaveIdentity: [UInt8]
    let revocationList: [UInt8]
    let endorsements: Endorsements
    /// The case for the peer, as JSON.
    let caseForPeer: String

    init(_ samples: EvidenceSamples) throws {
        let held = try JSONDecoder().decode(Held.self, from: Data(try samples.bytes(Self.set)))
        let text = { (name: String) throws -> [UInt8] in
            guard let value = held.collateral[name] else { throw FigureError("\(Self.set) has no \(name)") }
            return Array(value.utf8)
        }
        let binary = { (name: String) throws -> [UInt8] in
            guard let bytes = [UInt8](hex: String(decoding: try text(name), as: UTF8.self)) else {
                throw FigureError("\(Self.set) has no hexadecimal \(name)")
            }
            return bytes
        }
        quote = try samples.bytes(held.quote)
        evidence = try Evidence(platform: .tdx, bytes: quote)
        time = held.as_of_unix
        tcbInfo = try text("tcb_info")
        enclaveIdentity = try text("qe_identity")
        revocationList = try binary("pck_crl")
        let chains = try ["pck_crl_issuer_chain", "tcb_info_issuer_chain"].flatMap { try PEM.certificates(in: text($0), atMost: 3) }
        endorsements = try Endorsements(
            certificates: chains, revocationLists: [revocationList, binary("root_ca_crl")],
            documents: [
                .init(kind: .tcbInfo, bytes: tcbInfo, signature: binary("tcb_info_signature")),
                .init(kind: .enclaveIdentity, bytes: enclaveIdentity, signature: binary("qe_identity_signature")),
            ]
        ).union(Endorsements())
        caseForPeer = #"{"quote":"\#(held.quote)","at":\#(time),"collateral":"\#(Self.set)"}"#
    }

    /// The quote's standing by a verifier that has seen nothing before, nor keeps anything.
    func verifyFromCold() throws -> TCBStanding? {
        let verifier = IntelVerifier(platform: .tdx, cache: CollateralCache(limit: 0))
        return try verifier.authenticate(evidence, with: endorsements, at: time).standing
    }

    /// The same by a verifier that has verified the collateral before: signatures of quote, quoting enclave and platform are left.
    func verifyWithCache() throws -> TCBStanding? { try warm.authenticate(evidence, with: endorsements, at: time).standing }

    /// Quote and collateral in one.
    func bundle() throws -> [UInt8] {
        try EndorsementBundle(evidence: evidence, endorsements: endorsements).encoded
    }
}
