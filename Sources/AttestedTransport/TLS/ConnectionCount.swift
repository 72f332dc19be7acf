import NIOCore
import Synchronization

/// The connections that are open, bounded in all and from each address.
final class ConnectionCount: Sendable {
    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        var byAddress: [String: Int] = [:]
        var isOver = false
    }
    private let limits: TransportLimits
    private let state = Mutex(State())

    init(limits: TransportLimits) { self.limits = limits }

    /// Counts the connection until it closes; false if there are too many, or if no more are taken.
    func admit(_ channel: any Channel) -> Bool {
        let address = channel.remoteAddress?.ipAddress ?? ""
        let isAdmitted = state.withLock { state in
            guard !state.isOver, state.open.count < limits.connections,
                state.byAddress[address, default: 0] < limits.connectionsPerAddress
            else { return false }
            state.open[ObjectIdentifier(channel)] = channel
            state.byAddress[address, default: 0] += 1
            return true
        }
        if isAdmitted { channel.closeFuture.whenComplete { _ in self.leave(channel, address) } }
        return isAdmitted
    }

    /// Closes all connections and takes no more.
    func hangUp() {
        let open = state.withLock { state in
            state.isOver = true
            return Array(state.open.values)
        }
        for channel in open { channel.close(promise: nil) }
    }

    private func leave(_ channel: any Channel, _ address: String) {
        state.withLock { state in
            state.open[ObjectIdentifier(channel)] = nil
            let left = state.byAddress[address, default: 0] - 1
            state.byAddress[address] = left > 0 ? left : nil
        }
    }
}
