import Ledger
import LedgerWitness
import Wire

/// Which witnesses cosign the ledger's heads, and what its entries need of them. Without it there are none.
public struct WitnessSettings: Sendable, Equatable, Codable {
    /// `async`, or `quorum`: nothing is acknowledged before `needed` of them have cosigned it.
    public var mode: String
    /// The witnesses; 1 to 16.
    public var list: [Entry]
    /// How many must cosign; with `quorum` only.
    public var needed: Int?
    /// How many are assumed bad; with `quorum` only. Twice `needed`, less all of them, must be more.
    public var faulty: Int?
    /// How many seconds old the quorum's time may be for a release; with `quorum` only.
    public var maximumAgeSeconds: Int?
    /// How many milliseconds a round may take; 100 to 60,000, 5,000 if absent.
    public var deadlineMilliseconds: Int?

    /// One witness.
    public struct Entry: Sendable, Equatable, Codable {
        /// What `cloister witness init` printed: name, key id and key.
        public var key: String
        /// The URL before `/add-checkpoint`.
        public var url: String
    }

    /// The policy; throws one sentence for the operator.
    func policy() throws(ConfigurationError) -> WitnessPolicy {
        var keys: [CosignerKey] = []
        for entry in list {
            guard let key = try? CosignerKey(verifierKey: entry.key) else {
                throw ConfigurationError("witnesses: a key must be NAME+ID+KEY, as `cloister witness init` prints it")
            }
            guard HTTPWitness.isPrefix(entry.url) else { throw ConfigurationError("witnesses: a url must begin with http:// or https://") }
            keys.append(key)
        }
        guard (100...60_000).contains(deadlineMilliseconds ?? 5_000) else {
            throw ConfigurationError("witnesses.deadlineMilliseconds must be 100 to 60000")
        }
        do throws(LedgerError) {
            switch (mode, needed, faulty, maximumAgeSeconds) {
            case ("async", nil, nil, nil): return try .async(keys)
            case ("quorum", let needed?, let faulty?, let age?) where age > 0:
                return try .quorum(needed: needed, of: keys, faulty: faulty, maximumAge: UInt64(age))
            default:
                throw LedgerError(
                    .invalidPolicy,
                    "mode must be async alone, or quorum with needed, faulty and maximumAgeSeconds; without witnesses leave it out.")
            }
        } catch {
            throw ConfigurationError("witnesses: \(error.message)")
        }
    }

    /// How long a round may take.
    var deadline: Duration { .milliseconds(deadlineMilliseconds ?? 5_000) }

    /// The ways to the witnesses, by name.
    func channels() -> [String: any WitnessChannel] {
        var channels: [String: any WitnessChannel] = [:]
        for entry in list {
            guard let key = try? CosignerKey(verifierKey: entry.key) else { continue }
            channels[key.name] = HTTPWitness(url: entry.url, deadline: deadline)
        }
        return channels
    }
}

extension NodeConfiguration {
    /// The quorum that the configuration names, or nil for none.
    func witnessQuorum() throws(ConfigurationError) -> WitnessQuorum? {
        guard let witnesses else { return nil }
        let policy = try witnesses.policy()
        return WitnessQuorum(
            policy: policy, channels: witnesses.channels(), clock: LedgerClock(policy: policy), deadline: witnesses.deadline)
    }
}
