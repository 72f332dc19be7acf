import Wire

/// An auditor set as JSON documents name it: in a trust file, and in a node's configuration.
public struct TrustedAuditors: Codable, Sendable, Equatable {
    /// The chain of releases that they sign.
    public var origin: String
    /// The set's number; 1 if it is absent.
    public var set: UInt32?
    /// How many must sign.
    public var threshold: Int
    /// How many are assumed to be bad.
    public var assumedBad: Int
    /// The auditors' verifier keys, as C2SP signed-note writes them: `name+hexadecimal id+base64 key`.
    public var keys: [String]

    /// The document's form of a set.
    public init(_ set: AuditorSet) {
        origin = set.origin
        self.set = set.version == 1 ? nil : set.version
        threshold = set.threshold
        assumedBad = set.assumedBad
        keys = set.keys.map(\.description)
    }

    /// Reads the object; a member that it does not have is an error.
    public init(from decoder: any Decoder) throws {
        let members = try StrictMembers(decoder, named: ["origin", "set", "threshold", "assumedBad", "keys"])
        origin = try members.required("origin")
        set = try members.optional("set")
        threshold = try members.required("threshold")
        assumedBad = try members.required("assumedBad")
        keys = try members.list("keys")
    }

    /// The set; throws `invalidTrust` for one that cannot be, such as one whose quorums need not share an honest auditor.
    public func auditorSet() throws(AttestationError) -> AuditorSet {
        var keys: [NoteKey] = []
        for text in self.keys {
            guard let key = try? NoteKey(verifierKey: text) else {
                throw AttestationError(.invalidTrust, "an auditor's key must be a verifier key of a signed note, name+id+key")
            }
            keys.append(key)
        }
        do throws(ReleaseRefusal) {
            return try AuditorSet(
                origin: origin, version: set ?? 1, threshold: threshold, assumedBad: assumedBad, keys: keys)
        } catch {
            throw AttestationError(.invalidTrust, "the auditors cannot be trusted: \(error.message)")
        }
    }
}
