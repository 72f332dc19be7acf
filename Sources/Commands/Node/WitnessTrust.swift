import Ledger
import Wire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The witnesses that a home demands of the node's ledger: a file that its user gives, kept with the node (docs/spec/witness.md, "Policies").
struct WitnessTrust: Codable, Equatable, Sendable {
    /// How many must have cosigned each head.
    var needed: Int
    /// How many are assumed bad.
    var faulty: Int
    /// How old the node may let the time become, in seconds; part of the policy that agreements name.
    var maximumAgeSeconds: Int
    /// Verifier keys, as `cloister witness init` prints them.
    var keys: [String]

    /// The largest file, in bytes.
    static let maximumBytes = 16 << 10

    /// Reads such a file.
    init(file path: String) throws {
        let bytes = try LocalFile.read(path, atMost: Self.maximumBytes)
        guard let trust = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else {
            throw Self.refused("\(path) must name needed, faulty, maximumAgeSeconds and keys")
        }
        self = trust
        _ = try policy()
    }

    /// The policy, if its quorums share an honest witness.
    func policy() throws(CommandFailure) -> WitnessPolicy {
        var witnesses: [CosignerKey] = []
        for text in keys {
            guard let key = try? CosignerKey(verifierKey: text) else { throw Self.refused("“\(text)” is no witness's verifier key") }
            witnesses.append(key)
        }
        guard maximumAgeSeconds > 0 else { throw Self.refused("maximumAgeSeconds must be positive") }
        do throws(LedgerError) {
            return try .quorum(needed: needed, of: witnesses, faulty: faulty, maximumAge: UInt64(maximumAgeSeconds))
        } catch {
            throw Self.refused(error.message)
        }
    }

    /// Refuses a head that a quorum of these witnesses has not cosigned.
    func check(_ note: [UInt8]?) throws(CommandFailure) {
        let policy = try policy()
        guard let note, let checkpoint = try? SignedNote(note), (try? policy.verify(checkpoint)) != nil else {
            throw CommandFailure(
                .appraisalRefused, reason: "LEDGER_UNWITNESSED",
                message: "the head that the node shows is not cosigned by \(needed) of the \(keys.count) witnesses that this home demands")
        }
    }

    private static func refused(_ why: String) -> CommandFailure {
        CommandFailure(.localFile, reason: "INVALID_FILE", message: "the witnesses are refused: \(why)")
    }
}
