import Crypto
import NIOCore
import NIOSSL
import Synchronization

/// Which key the other end showed on each open connection: SHA-256 of its SubjectPublicKeyInfo, by an address that gRPC names in a call's
/// context.
final class ConnectionKeys: Sendable {
    private struct Entry {
        let connection: ObjectIdentifier
        let key: [UInt8]
    }
    private let entries = Mutex<[String: Entry]>([:])

    /// The key that was shown on the connection with this address; nil if none was.
    subscript(address: String) -> [UInt8]? { entries.withLock { $0[address]?.key } }

    /// Forgets what an earlier connection with this address may have left.
    func begin(at address: SocketAddress?) {
        if let name = Self.name(of: address) { entries.withLock { $0[name] = nil } }
    }

    /// Keeps the key of the first certificate until the connection closes; false if there is none that can be read.
    func note(_ chain: [NIOSSLCertificate], on channel: any Channel, at address: SocketAddress?) -> Bool {
        guard let key = try? chain.first?.extractPublicKey().toSPKIBytes(), let name = Self.name(of: address) else { return false }
        let connection = ObjectIdentifier(channel)
        entries.withLock { $0[name] = Entry(connection: connection, key: Array(SHA256.hash(data: key))) }
        channel.closeFuture.whenComplete { _ in
            self.entries.withLock { if $0[name]?.connection == connection { $0[name] = nil } }
        }
        return true
    }

    /// The address as gRPC writes it.
    private static func name(of address: SocketAddress?) -> String? {
        switch address {
        case .v4(let v4): "ipv4:\(v4.host):\(address?.port ?? 0)"
        case .v6(let v6): "ipv6:[\(v6.host)]:\(address?.port ?? 0)"
        case .unixDomainSocket, nil: nil
        }
    }
}
