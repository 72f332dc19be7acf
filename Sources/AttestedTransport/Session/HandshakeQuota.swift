import Synchronization

/// How many handshakes run at once, in all and from one address. Asked before any message is read, any quote made or any key computed.
final class HandshakeQuota: Sendable {
    private struct State {
        var total = 0
        var byAddress: [String: Int] = [:]
        var turnedAway: UInt64 = 0
    }
    private let limits: SessionServerSettings.Limits
    private let state = Mutex(State())

    init(limits: SessionServerSettings.Limits) { self.limits = limits }

    var current: (total: Int, turnedAway: UInt64) { state.withLock { ($0.total, $0.turnedAway) } }

    func enter(_ address: String) -> Bool {
        state.withLock { state in
            guard state.total < limits.handshakes, state.byAddress[address, default: 0] < limits.handshakesPerAddress else {
                state.turnedAway += 1
                return false
            }
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

    /// A peer's address without its port: `ipv4:192.0.2.1:443` → `ipv4:192.0.2.1`.
    static func address(of peer: String) -> String {
        guard peer.hasPrefix("ipv"), let colon = peer.lastIndex(of: ":") else { return peer }
        return String(peer[..<colon])
    }
}
