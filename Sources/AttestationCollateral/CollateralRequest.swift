package import Attestation
import Wire

/// One question to a source: an address, a bound on the answer, and by what a kept answer is known again. Nothing secret is in it.
package struct CollateralRequest: Hashable, Sendable {
    /// The whole address.
    package let address: String
    /// Host and port: what requests are counted by.
    package let authority: String
    /// The longest body that is read.
    package let bodyLimit: Int
    /// Header lines beside those that every request has.
    package private(set) var headers: [HTTPField] = []

    /// The question for a piece.
    package init(_ piece: CollateralPiece, from sources: CollateralSources) {
        let (base, path, limit): (SourceURL, String, Int) =
            switch piece {
            case .tcbInfo(let tee, let fmspc):
                (sources.intel, "/\(tee.path)/certification/v4/tcb?fmspc=\(fmspc.hex)\(sources.update("&"))", 256 << 10)
            case .enclaveIdentity(let tee):
                (sources.intel, "/\(tee.path)/certification/v4/qe/identity\(sources.update("?"))", 64 << 10)
            case .platformList(let authority):
                (sources.intel, "/sgx/certification/v4/pckcrl?ca=\(authority.rawValue)&encoding=der", 1 << 20)
            case .intelRootList: (sources.intelRootList, "", 64 << 10)
            case .amdChain(let product, let key): (sources.amd, "/\(key.path)/v1/\(product)/cert_chain", 64 << 10)
            case .amdList(let product, let key): (sources.amd, "/\(key.path)/v1/\(product)/crl", 1 << 20)
            case .chipKey(let product, let chipID, let tcb):
                (sources.amd, "/vcek/v1/\(product)/\(chipID.hex)?\(tcb.query)", 16 << 10)
            }
        address = base.description + path
        authority = base.authority
        bodyLimit = limit
    }

    /// The same question, to be answered with 304 where nothing changed since an entry was kept.
    package func revalidating(_ entry: CollateralEntry) -> CollateralRequest {
        var request = self
        if let tag = entry.tag { request.headers.append(HTTPField("If-None-Match", tag)) }
        if let moment = entry.lastModified { request.headers.append(HTTPField("If-Modified-Since", moment)) }
        return request
    }

    /// Whether 304 may come.
    package var isConditional: Bool { !headers.isEmpty }
}

extension CollateralSources {
    /// PCCS of older versions know no `update`, and `standard` is what they answer without.
    fileprivate func update(_ separator: String) -> String { intelUpdate == .standard ? "" : "\(separator)update=\(intelUpdate.rawValue)" }
}

extension QuoteHeader.TEE {
    fileprivate var path: String { self == .sgx ? "sgx" : "tdx" }
}

extension SNPSigningKey {
    fileprivate var path: String { self == .vlek ? "vlek" : "vcek" }
}

extension SNPTCBVersion {
    /// AMD 57230, table 12: each part in decimal, two digits at least.
    fileprivate var query: String {
        let parts =
            (fmc.map { [("fmcSPL", $0)] } ?? []) + [("blSPL", bootLoader), ("teeSPL", tee), ("snpSPL", snp), ("ucodeSPL", microcode)]
        return parts.map { "\($0.0)=\($0.1 < 10 ? "0" : "")\($0.1)" }.joined(separator: "&")
    }
}
