#if os(Linux)
    import Glibc

    /// What distinguishes a file, and a version of it, from every other.
    struct FileIdentity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        private let modified: [Int]
        private let changed: [Int]

        /// The identity of an open regular file; nil for anything else.
        init?(_ file: Descriptor) {
            var status = stat()
            guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(truncatingIfNeeded: status.st_ino)
            size = Int64(status.st_size)
            modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
            changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
        }

        /// Whether the last change is at least two seconds old, so that no further one can hide behind the same times.
        var isSettled: Bool {
            var now = timespec()
            guard clock_gettime(CLOCK_REALTIME, &now) == 0, let second = changed.first else { return false }
            return now.tv_sec.subtractingReportingOverflow(second).partialValue >= 2
        }
    }
#endif
