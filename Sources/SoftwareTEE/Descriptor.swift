#if os(Linux)
    import Glibc

    /// An open file descriptor, closed at the end of its life.
    final class Descriptor: Sendable {
        let number: Int32

        /// Nil for a negative number, as a failed call returns it.
        init?(_ number: Int32) {
            guard number >= 0 else { return nil }
            self.number = number
        }

        deinit { close(number) }

        /// Reads until the buffer is full or the input ends; nil on an error or a time-out.
        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
            var filled = 0
            while filled < buffer.count {
                let count = Glibc.read(number, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return nil }
                if count == 0 { break }
                filled += count
            }
            return filled
        }

        /// Exactly `count` bytes; nil if the input ends before, or on an error or a time-out.
        func read(exactly count: Int) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: count)
            return bytes.withUnsafeMutableBytes { read(into: $0) } == count ? bytes : nil
        }

        /// All that is left, if it is at most `limit` bytes.
        func read(atMost limit: Int) -> [UInt8]? {
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 16_384)
            while bytes.count <= limit {
                guard let count = chunk.withUnsafeMutableBytes({ self.read(into: $0) }) else { return nil }
                bytes += chunk.prefix(count)
                if count < chunk.count { break }
            }
            return bytes.count <= limit ? bytes : nil
        }

        /// Writes everything to a file.
        func write(_ bytes: UnsafeRawBufferPointer) -> Bool { put(bytes) { Glibc.write(self.number, $0, $1) } }

        /// Sends everything on a socket, without a signal if the peer is gone.
        func send(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { send($0) } }

        /// Sends everything on a socket, without a signal if the peer is gone.
        func send(_ bytes: UnsafeRawBufferPointer) -> Bool { put(bytes) { Glibc.send(self.number, $0, $1, Int32(MSG_NOSIGNAL)) } }

        private func put(_ bytes: UnsafeRawBufferPointer, _ call: (UnsafeRawPointer?, Int) -> Int) -> Bool {
            var done = 0
            while done < bytes.count {
                let count = call(bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }
#endif
