import Wire

@testable import Commands

/// The public half of a key in a file, as `cloister release key` prints it.
enum AuditorKeyTexts {
    static func text(ofKeyAt path: String, name: String) throws -> String {
        for (kind, algorithm) in [(KeyFile.Kind.auditorEd25519, NoteKey.Algorithm.ed25519), (.auditorECDSA, .ecdsa)] {
            let key = try? KeyFile(path: path, kind: kind).withKey {
                try NoteSigningKey(name: name, algorithm: algorithm, rawRepresentation: Array($0))
            }
            if let key { return "\(key.verifier)" }
        }
        throw LocalFileError(path, "is no key")
    }
}
