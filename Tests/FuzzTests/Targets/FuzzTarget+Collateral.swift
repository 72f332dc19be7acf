import Attestation

extension FuzzTarget {
    /// A header with a chain of certificates.
    static let issuerChain = FuzzTarget("issuer-chain", longest: 16_400) { bytes in
        guard let chain = try? IssuerChain.certificates(in: bytes) else { return }
        precondition(1...IssuerChain.maximumCertificates ~= chain.count, "more certificates than may be")
    }

    /// A file of a cache. What is read must be written back as the same bytes.
    static let collateralEntry = FuzzTarget("collateral-entry") { bytes in
        guard let entry = CollateralEntry(decoding: bytes) else { return }
        precondition(entry.encoded == bytes, "read from other bytes than it is written as")
    }

    /// An answer of a vendor, to each kind of question: the first byte chooses, the header's chain is before the first line feed.
    static let collateralAnswer = FuzzTarget("collateral-answer", longest: 16_400) { bytes in
        let pieces: [CollateralPiece] = [
            .tcbInfo(.tdx, fmspc: [0, 0, 0, 0, 0, 0]), .enclaveIdentity(.sgx), .platformList(.platform), .intelRootList,
            .amdChain(.milan, .vcek), .amdList(.turin, .vlek),
        ]
        guard let first = bytes.first else { return }
        let rest = bytes.dropFirst()
        let end = rest.firstIndex(of: 0x0a) ?? rest.endIndex
        let answer = try? CollateralAnswer(
            to: pieces[Int(first) % pieces.count], body: Array(rest[end...].dropFirst()), issuerChain: Array(rest[..<end]))
        guard let answer else { return }
        precondition(
            !answer.endorsements.certificates.isEmpty || !answer.endorsements.revocationLists.isEmpty, "an answer with nothing in it")
    }
}
