import CHost
import Glibc
package import Wire

/// Messages, each with its length in front and descriptors beside it, over a connected socket. Used by both sides, one thread at a time.
package struct JailChannel: Sendable {
    private let socket: Int32

    /// A channel over a descriptor that the caller keeps open.
    package init(socket: Int32) { self.socket = socket }

    /// Sends a message. With a deadline, gives up when the peer does not take it in time.
    package func send(
        _ message: some WireEncodable, descriptors: [Int32] = [], until deadline: ContinuousClock.Instant? = nil
    ) throws(JailChannelError) {
        var frame = ByteWriter()
        frame.variable(message.wireBytes)
        guard frame.bytes.count <= 4 + JailProtocol.maximumMessage else { throw .malformed }
        var sent = 0
        while sent < frame.bytes.count {
            let count = frame.bytes.withUnsafeBytes { bytes in
                chost_send(
                    socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, descriptors, sent == 0 ? descriptors.count : 0)
            }
            if count >= 0 {
                sent += count
            } else {
                try wait(writing: true, after: errno, until: deadline)
            }
        }
    }

    /// Receives a message and at most `limit` descriptors, which are then the caller's. Nil at the end of the conversation.
    package func receive<Message: WireDecodable>(
        _ type: Message.Type = Message.self, descriptors limit: Int = 0, until deadline: ContinuousClock.Instant? = nil
    ) throws(JailChannelError) -> (message: Message, descriptors: [Int32])? {
        var descriptors: [Int32] = []
        guard let header = try read(4, descriptors: limit, into: &descriptors, until: deadline) else { return nil }
        do {
            var reader = ByteReader(header)
            guard let length = try? Int(reader.u32()), length <= JailProtocol.maximumMessage else { throw JailChannelError.malformed }
            var none: [Int32] = []
            guard let body = try read(length, descriptors: 0, into: &none, until: deadline) else { throw JailChannelError.malformed }
            guard let message = try? Message(wireBytes: body) else { throw JailChannelError.malformed }
            return (message, descriptors)
        } catch {
            for descriptor in descriptors { close(descriptor) }
            throw error as? JailChannelError ?? .malformed
        }
    }

    /// Reads exactly so many bytes; nil if the peer is gone before the first.
    private func read(
        _ count: Int, descriptors limit: Int, into descriptors: inout [Int32], until deadline: ContinuousClock.Instant?
    ) throws(JailChannelError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            var received = [Int32](repeating: -1, count: filled == 0 ? limit : 0)
            var receivedCount = received.count
            let got = bytes.withUnsafeMutableBytes {
                chost_receive(socket, $0.baseAddress?.advanced(by: filled), count - filled, &received, &receivedCount)
            }
            if got == 0 {
                if filled == 0 { return nil }
                throw .malformed
            }
            if got > 0 {
                if filled == 0 { descriptors = Array(received.prefix(receivedCount)) }
                filled += got
            } else {
                try wait(writing: false, after: errno, until: deadline)
            }
        }
        return bytes
    }

    private func wait(writing: Bool, after error: Int32, until deadline: ContinuousClock.Instant?) throws(JailChannelError) {
        if error == EINTR { return }
        guard error == EAGAIN || error == EWOULDBLOCK else { throw error == EMSGSIZE ? .malformed : .closed }
        var milliseconds: Int32 = -1
        if let deadline {
            milliseconds = (deadline - ContinuousClock.now).wholeMilliseconds
            guard milliseconds > 0 else { throw .timeout }
        }
        if chost_wait(socket, writing ? 1 : 0, milliseconds) < 0, errno != EINTR { throw .closed }
    }
}

/// Why a conversation with a jail ended.
package enum JailChannelError: Error, Equatable, Sendable {
    /// The peer is gone.
    case closed
    /// The deadline passed.
    case timeout
    /// The peer sent something that is no message.
    case malformed
}

extension Duration {
    /// The duration for `poll`: rounded up to a millisecond, 0 if it is over, and at most what the call can wait.
    var wholeMilliseconds: Int32 {
        guard self > .zero else { return 0 }
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return .max }
        return Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}
