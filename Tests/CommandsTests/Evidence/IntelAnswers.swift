import Foundation
import Testing

/// What Intel's services answer about one machine at one moment: genuine collateral of the shared evidence, by path and query.
struct IntelAnswers {
    struct Answer: Sendable {
        /// Percent-encoded; nil where the answer has no chain in its head.
        let issuerChain: (name: String, value: String)?
        let body: String
    }

    private struct Set: Decodable {
        struct Collateral: Decodable {
            let root_ca_crl, pck_crl, tcb_info_issuer_chain, tcb_info, tcb_info_signature: String
            let qe_identity_issuer_chain, qe_identity, qe_identity_signature: String
        }
        let collateral: Collateral
    }

    /// The path of the root's list at a PCCS; Intel itself has it elsewhere.
    static let rootList = "/sgx/certification/v4/rootcacrl"

    let answers: [String: Answer]

    /// Reads a set of a TDX quote whose certificate is of the Platform CA; the test is skipped where the shared evidence is absent.
    init(_ name: String) throws {
        _ = try SharedVectors.entries()
        let file = SharedVectors.folder.appendingPathComponent("sets/\(name).json")
        let set = try JSONDecoder().decode(Set.self, from: Data(contentsOf: file)).collateral
        let info = try #require(JSONSerialization.jsonObject(with: Data(set.tcb_info.utf8)) as? [String: Any])
        let fmspc = try #require(info["fmspc"] as? String).lowercased()
        func chain(_ name: String, _ text: String) -> (String, String) {
            (name, text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        }
        answers = [
            "/tdx/certification/v4/tcb?fmspc=\(fmspc)": Answer(
                issuerChain: chain("TCB-Info-Issuer-Chain", set.tcb_info_issuer_chain),
                body: "{\"tcbInfo\":\(set.tcb_info),\"signature\":\"\(set.tcb_info_signature)\"}"),
            "/tdx/certification/v4/qe/identity": Answer(
                issuerChain: chain("SGX-Enclave-Identity-Issuer-Chain", set.qe_identity_issuer_chain),
                body: "{\"enclaveIdentity\":\(set.qe_identity),\"signature\":\"\(set.qe_identity_signature)\"}"),
            "/sgx/certification/v4/pckcrl?ca=platform&encoding=der": Answer(issuerChain: nil, body: set.pck_crl),
            Self.rootList: Answer(issuerChain: nil, body: set.root_ca_crl),
        ]
    }
}
