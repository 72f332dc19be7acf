import Foundation
import Wire

@testable import Attestation

/// The entries about SGX and TDX of the index beside the shared evidence.
struct IntelIndex: Decodable {
    struct Entry: Decodable {
        let kind: String
        let tee: String?
        let file: String
        let format: String?
        let cases: [Case]?
        let expected: Derived?
        let collateral_set: String?
        let as_of: String?
    }

    /// One quote with one set of collateral at one time.
    struct Case: Decodable {
        struct Expected: Decodable {
            let status: String
            let platform: String?
            let qe: String?
            let tdx_module: String?
            let current_svn2: String?
            let tcb_date: String?
            let advisory_ids: [String]
        }
        let as_of: String
        let tcb_info: String
        let qe_identity: String
        let pck_crl: String
        let root_ca_crl: String
        let tcb_signing_chain: String
        let pck_crl_issuer_chain: String
        let expected: Expected

        /// The endorsements that the case names.
        func endorsements() throws -> Endorsements {
            Endorsements(
                certificates: try PEM.certificates(in: SharedEvidence.bytes(tcb_signing_chain), atMost: 4)
                    + PEM.certificates(in: SharedEvidence.bytes(pck_crl_issuer_chain), atMost: 4),
                revocationLists: [try SharedEvidence.bytes(root_ca_crl), try SharedEvidence.bytes(pck_crl)],
                documents: [
                    try Endorsements.SignedDocument(answer: SharedEvidence.bytes(tcb_info)),
                    try Endorsements.SignedDocument(answer: SharedEvidence.bytes(qe_identity)),
                ])
        }
    }

    /// What a changed file must lead to.
    struct Derived: Decodable {
        let status: String
    }

    let entries: [Entry]

    static func entries(_ kind: String) throws -> [Entry] {
        try JSONDecoder().decode(IntelIndex.self, from: Data(SharedEvidence.bytes("INDEX.json"))).entries
            .filter { $0.kind == kind && ($0.tee == "sgx" || $0.tee == "tdx") }
    }

    static func time(_ text: String) throws -> UInt64 {
        guard let seconds = CivilTime.seconds(rfc3339: text) else { throw IndexError.time }
        return UInt64(seconds)
    }

    enum IndexError: Error { case time, hex }
}

/// A quote's collateral in one file, with its time: certificates as PEM, lists and signatures in hexadecimal.
struct IntelSet: Decodable {
    struct Collateral: Decodable {
        let pck_crl_issuer_chain: String
        let root_ca_crl: String
        let pck_crl: String
        let tcb_info_issuer_chain: String
        let tcb_info: String
        let tcb_info_signature: String
        let qe_identity_issuer_chain: String
        let qe_identity: String
        let qe_identity_signature: String
    }
    let quote: String
    let as_of: String
    let collateral: Collateral
    let expected_status: String?

    init(_ path: String) throws { self = try JSONDecoder().decode(IntelSet.self, from: Data(SharedEvidence.bytes(path))) }

    func endorsements() throws -> Endorsements {
        func hex(_ text: String) throws -> [UInt8] {
            guard let bytes = [UInt8](hex: text) else { throw IntelIndex.IndexError.hex }
            return bytes
        }
        let chains = [collateral.tcb_info_issuer_chain, collateral.qe_identity_issuer_chain, collateral.pck_crl_issuer_chain]
        return Endorsements(
            certificates: try chains.flatMap { try PEM.certificates(in: Array($0.utf8), atMost: 4) },
            revocationLists: try [collateral.root_ca_crl, collateral.pck_crl].filter { !$0.isEmpty }.map(hex),
            documents: [
                Endorsements.SignedDocument(
                    kind: .tcbInfo, bytes: Array(collateral.tcb_info.utf8), signature: try hex(collateral.tcb_info_signature)),
                Endorsements.SignedDocument(
                    kind: .enclaveIdentity, bytes: Array(collateral.qe_identity.utf8), signature: try hex(collateral.qe_identity_signature)),
            ])
    }
}

extension IntelVerifier {
    /// Verifies a quote's bytes with a verifier of the TEE that they say they are of.
    static func report(_ bytes: [UInt8], _ endorsements: Endorsements, at time: UInt64) throws -> AuthenticReport {
        let platform = EvidenceFormat.platform(of: bytes) ?? .sgx
        return try IntelVerifier(platform: platform == .tdx ? .tdx : .sgx)
            .authenticate(Evidence(platform: platform, bytes: bytes), with: endorsements, at: time)
    }
}
