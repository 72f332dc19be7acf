import Foundation
import Wire

@testable import Attestation

/// What vendors' services answer, by path and query: written down here a second time, from the vendors' documents.
struct VendorRoutes: Sendable {
    var routes: [String: (headers: [String: String], body: [UInt8])] = [:]

    /// A server's behaviour: 404 for what is not known.
    func reply(to request: SeenRequest) -> Reply {
        guard let route = routes[request.uri] else { return .answer(404) }
        return .answer(200, headers: route.headers, body: route.body)
    }

    /// Intel's PCS, as a PCCS stands in for it.
    mutating func add(_ set: Vectors.IntelSet, tee: String, fmspc: String, authority: String = "platform") {
        let documents = set.collateral
        routes["/\(tee)/certification/v4/tcb?fmspc=\(fmspc)"] = (
            ["TCB-Info-Issuer-Chain": Self.encoded(documents.tcb_info_issuer_chain), "Content-Type": "application/json"],
            Array("{\"tcbInfo\":\(documents.tcb_info),\"signature\":\"\(documents.tcb_info_signature)\"}".utf8)
        )
        routes["/\(tee)/certification/v4/qe/identity"] = (
            ["SGX-Enclave-Identity-Issuer-Chain": Self.encoded(documents.qe_identity_issuer_chain)],
            Array("{\"enclaveIdentity\":\(documents.qe_identity),\"signature\":\"\(documents.qe_identity_signature)\"}".utf8)
        )
        routes["/sgx/certification/v4/pckcrl?ca=\(authority)&encoding=der"] = (
            ["Content-Type": "application/pkix-crl"], [UInt8](hex: documents.pck_crl) ?? []
        )
        routes["/sgx/certification/v4/rootcacrl"] = ([:], Array(documents.root_ca_crl.utf8))
    }

    /// AMD's KDS for a product: all keys that are there, the chains, and a list where there is one.
    mutating func add(_ product: SNPProduct, list: String?) throws {
        let folder = "collateral/amd/\(product.rawValue.lowercased())"
        let root = try Vectors.bytes("\(folder)/ark.der")
        for (kind, authority) in [("vcek", "ask"), ("vlek", "asvk")] {
            let chain = Self.armoured(try Vectors.bytes("\(folder)/\(authority).der")) + Self.armoured(root)
            routes["/\(kind)/v1/\(product)/cert_chain"] = (["Content-Type": "application/x-pem-file"], Array(chain.utf8))
            if let list { routes["/\(kind)/v1/\(product)/crl"] = ([:], try Vectors.bytes("\(folder)/\(list)")) }
        }
        for der in try Vectors.files(folder, "vcek_") {
            let key = try SNPEndorsementKey(X509Certificate(der: der))
            guard case .chip(let id) = key.holder else { continue }
            let parts =
                (key.tcb.fmc.map { [("fmcSPL", $0)] } ?? []) + [
                    ("blSPL", key.tcb.bootLoader), ("teeSPL", key.tcb.tee), ("snpSPL", key.tcb.snp), ("ucodeSPL", key.tcb.microcode),
                ]
            let query = parts.map { $0.0 + String(format: "=%02d", Int($0.1)) }.joined(separator: "&")
            routes["/vcek/v1/\(product)/\(id.hex)?\(query)"] = (["Content-Type": "application/pkix-cert"], der)
        }
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private static func armoured(_ der: [UInt8]) -> String {
        "-----BEGIN CERTIFICATE-----\n\(Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed]))\n-----END CERTIFICATE-----\n"
    }
}
