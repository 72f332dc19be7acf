import Attestation
import Wire

/// An auditor's secret key in its file. Its name is the one that the set gives its public half.
struct AuditorKey {
    let path: String

    /// The key under the name that one of the sets gives it; refuses a key of no auditor.
    func signingKey(among sets: [AuditorSet]) throws -> NoteSigningKey {
        let kind = try kind()
        let algorithm: NoteKey.Algorithm = kind == .auditorEd25519 ? .ed25519 : .ecdsa
        return try KeyFile(path: path, kind: kind).withKey { bytes in
            var secret = Array(bytes)
            defer { Wiping.wipe(&secret) }
            guard let key = try? NoteSigningKey(name: "unnamed", algorithm: algorithm, rawRepresentation: secret) else {
                throw LocalFileError(path, "holds no valid key")
            }
            guard let own = sets.flatMap(\.keys).first(where: { $0.publicKey == key.verifier.publicKey }) else {
                throw CommandFailure(
                    .localFile, reason: "NOT_AN_AUDITOR", message: "the key in \(path) is none of the auditors who sign this")
            }
            return try NoteSigningKey(name: own.name, algorithm: algorithm, rawRepresentation: secret)
        }
    }

    private func kind() throws -> KeyFile.Kind {
        let head = try LocalFile.read(path, atMost: 1024).prefix(8)
        for kind in [KeyFile.Kind.auditorEd25519, .auditorECDSA] where head.elementsEqual(kind.rawValue.utf8) { return kind }
        throw LocalFileError(path, "is no auditor's key file; type: cloister release key")
    }
}
