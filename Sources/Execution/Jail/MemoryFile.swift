import CHost
import Glibc

/// A file in memory that no path leads to and that can be handed to another process. Closed when the last reference goes.
package final class MemoryFile: Sendable {
    /// The open descriptor, valid as long as this object.
    package let descriptor: Int32

    /// An empty file; the name shows in the kernel's listings and must not be secret.
    package init(name: String) throws(SystemError) {
        let descriptor = chost_memory_file(name)
        guard descriptor >= 0 else { throw SystemError("make a memory file", errno) }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// A file with this content, sealed.
    package static func sealed(name: String, _ bytes: [UInt8]) throws(SystemError) -> MemoryFile {
        let file = try MemoryFile(name: name)
        let written: Result<Void, SystemError> = bytes.withUnsafeBytes { bytes in
            do throws(SystemError) { return .success(try file.write(bytes, at: 0)) } catch { return .failure(error) }
        }
        try written.get()
        try file.seal()
        return file
    }

    /// A file of fixed length for another process to write to.
    package static func room(name: String, length: UInt64) throws(SystemError) -> MemoryFile {
        let file = try MemoryFile(name: name)
        guard let size = off_t(exactly: length), ftruncate(file.descriptor, size) == 0 else {
            throw SystemError("size a memory file", errno)
        }
        guard chost_seal_length(file.descriptor) == 0 else { throw SystemError("seal a memory file", errno) }
        return file
    }

    /// Writes all bytes at an offset.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write a memory file", errno) }
            done += count
        }
    }

    /// Fixes content and length for good.
    package func seal() throws(SystemError) {
        guard chost_seal_content(descriptor) == 0 else { throw SystemError("seal a memory file", errno) }
    }

    /// Copies the first bytes out, so that whoever else writes to the file cannot change what was read.
    package func read(_ count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(filled))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    failure = SystemError("read a memory file", errno)
                    return
                }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The first bytes, as many as there are.
    package func readable(atMost count: Int) throws(SystemError) -> [UInt8] {
        let length = lseek(descriptor, 0, SEEK_END)
        guard length >= 0 else { throw SystemError("read a memory file", errno) }
        return try read(min(count, Int(length)))
    }
}
