import Glibc

/// A memory file in this process's address space.
final class MappedFile {
    /// All of it; the base address is nil if it is empty.
    let bytes: UnsafeMutableRawBufferPointer

    /// Maps a file, which may be closed afterwards. Nil if the system refuses.
    init?(descriptor: Int32, writable: Bool) {
        let length = lseek(descriptor, 0, SEEK_END)
        guard length >= 0 else { return nil }
        guard length > 0 else {
            bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
            return
        }
        let address = mmap(nil, Int(length), writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, 0)
        guard let address, address != MAP_FAILED else { return nil }
        bytes = UnsafeMutableRawBufferPointer(start: address, count: Int(length))
    }

    deinit {
        if let address = bytes.baseAddress { munmap(address, bytes.count) }
    }

    /// The content for reading.
    var content: UnsafeRawBufferPointer { UnsafeRawBufferPointer(bytes) }
}
