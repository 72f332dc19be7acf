import Attestation

extension FuzzTarget {
    /// A certificate, and everything that can be asked of it without an issuer.
    static let certificate = FuzzTarget("certificate", longest: 8192) { bytes in
        guard let certificate = try? X509Certificate(der: bytes) else { return }
        precondition(certificate.der == bytes && certificate.signedBytes.count < bytes.count, "parts are not those of the whole")
        _ = try? certificate.extendedKeyUsage()
        _ = try? SNPEndorsementKey(certificate)
        _ = try? PinnedRoot(certificate)
        let alone = try? CertificatePath(leaf: certificate, from: [certificate], to: [], at: 0, revocation: .none)
        precondition(alone == nil, "a path without a root")
    }

    /// A revocation list.
    static let revocationList = FuzzTarget("revocation-list", longest: 8192) { bytes in
        guard let list = try? X509RevocationList(der: bytes) else { return }
        precondition(list.count <= bytes.count, "more entries than bytes")
        _ = list.revokes(serial: [1])
    }

    /// Certificates in text.
    static let pem = FuzzTarget("pem", longest: 8192) { bytes in
        guard let blocks = try? PEM.certificates(in: bytes, atMost: 4) else { return }
        precondition(1...4 ~= blocks.count && blocks.reduce(0) { $0 + $1.count } < bytes.count, "more content than text")
    }
}
