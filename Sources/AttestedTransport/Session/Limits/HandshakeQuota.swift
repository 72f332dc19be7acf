import NIOCore
import Synchronization

/// How many handshakes run at once and how fast they come, in all and from one address. Asked before any message is read, any quote made
/// or any key computed.
final class HandshakeQuota: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What a peer wants to have done.
    enum Work {
        /// A handshake, with a quote of ours.
        case handshake
        /// The verification of a node's evidence.
        case appraisal
        /// An exchange of release manifests.
        case exchange
    }

    fileprivate struct State {
        var total = 0
        var byAddress: [String: Int] = [:]
        var turnedAway: UInt64 = 0
        var tooFast: UInt64 = 0
        var handshakes: RateTable
        var appraisals: RateTable
        var exchanges: RateTable
    }
    private let limits: SessionServerSettings.Limits
    private let clock: @Sendable () -> Instant
    private let state: Mutex<State>

    init(limits: SessionServerSettings.Limits, clock: @escaping @Sendable () -> Instant) {
        self.limits = limits
        self.clock = clock
        state = Mutex(
            State(
                handshakes: RateTable(limit: limits.handshakeRate, capacity: limits.addresses),
                appraisals: RateTable(limit: limits.appraisalRate, capacity: limits.addresses),
                exchanges: RateTable(limit: limits.exchangeRate, capacity: limits.addresses)))
    }

    var current: (total: Int, turnedAway: UInt64, tooFast: UInt64) { state.withLock { ($0.total, $0.turnedAway, $0.tooFast) } }

    /// Takes a handshake or an exchange, unless there are too many at once or they come too fast.
    func enter(_ address: String, for work: Work) -> Bool {
        let now = clock()
        return state.withLock { state in
            guard state.total < limits.handshakes, state.byAddress[address, default: 0] < limits.handshakesPerAddress else {
                state.turnedAway += 1
                return false
            }
            guard state.take(work, address, at: now) else { return false }
            state.total += 1
            state.byAddress[address, default: 0] += 1
            return true
        }
    }

    func leave(_ address: String) {
        state.withLock { state in
            state.total -= 1
            let left = state.byAddress[address, default: 0] - 1
            state.byAddress[address] = left > 0 ? left : nil
        }
    }

    /// Whether an address that is inside may have this done as well.
    func mayAsk(_ address: String, for work: Work) -> Bool {
        let now = clock()
        return state.withLock { $0.take(work, address, at: now) }
    }

    /// What limits count by: a peer's address without its port, and of IPv6 the network of 64 bits, as one machine has all of it.
    static func address(of peer: String) -> String {
        guard peer.hasPrefix("ipv"), let colon = peer.lastIndex(of: ":") else { return peer }
        let address = String(peer[..<colon])
        guard address.hasPrefix("ipv6:["), address.hasSuffix("]"),
            case .v6(let parsed)? = try? NIOCore.SocketAddress(ipAddress: String(address.dropFirst(6).dropLast()), port: 0)
        else { return address }
        let bytes = withUnsafeBytes(of: parsed.address.sin6_addr) { Array($0) }
        // An IPv4 peer of a listener for both.
        if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) { return address }
        return "ipv6:\(bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":"))/64"
    }
}

extension HandshakeQuota.State {
    fileprivate mutating func take(_ work: HandshakeQuota.Work, _ address: String, at now: HandshakeQuota.Instant) -> Bool {
        let isTaken =
            switch work {
            case .handshake: handshakes.take(address, at: now)
            case .appraisal: appraisals.take(address, at: now)
            case .exchange: exchanges.take(address, at: now)
            }
        if !isTaken { tooFast += 1 }
        return isTaken
    }
}
