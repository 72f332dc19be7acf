import Ledger

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The database's file and folder: nobody but this user may read or replace them.
struct DatabaseFile {
    let path: String
    let folder: String

    /// `path` must name its folder, which is made (0700) if it does not exist.
    init(path: String) throws(LedgerError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex, path.index(after: slash) != path.endIndex else {
            throw LedgerError(.insecureFile, "The ledger's file \(path) needs a folder of its own.")
        }
        self.path = path
        folder = String(path[..<slash])
    }

    /// Makes folder and file where they are missing, durably, and refuses those that others can reach.
    func prepare() throws(LedgerError) {
        if mkdir(folder, 0o700) == 0 {
            try sync(String(folder[...(folder.lastIndex(of: "/") ?? folder.startIndex)]), unless: !folder.contains("/"))
        } else if errno != EEXIST {
            throw failure("The ledger's folder \(folder) could not be made")
        }
        try check(open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), kind: S_IFDIR, "folder \(folder)", mode: "700")
        let created = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if created >= 0 {
            close(created)
            try sync(folder, unless: false)
        } else if errno != EEXIST {
            throw failure("The ledger's file \(path) could not be made")
        }
        // Checked by name: closing any descriptor of the file would drop the locks of this process.
        var information = stat()
        guard lstat(path, &information) == 0 else { throw failure("The ledger's file \(path) could not be opened") }
        try check(information, kind: S_IFREG, "file \(path)", mode: "600")
    }

    private func check(_ descriptor: Int32, kind: mode_t, _ what: String, mode: String) throws(LedgerError) {
        guard descriptor >= 0 else { throw failure("The ledger's \(what) could not be opened") }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw failure("The ledger's \(what) could not be opened") }
        try check(information, kind: kind, what, mode: mode)
    }

    private func check(_ information: stat, kind: mode_t, _ what: String, mode: String) throws(LedgerError) {
        guard information.st_mode & S_IFMT == kind, information.st_mode & 0o077 == 0, information.st_uid == geteuid() else {
            throw LedgerError(.insecureFile, "The ledger's \(what) must belong to this user, and nobody else may reach it: chmod \(mode).")
        }
    }

    private func sync(_ name: String, unless skipped: Bool) throws(LedgerError) {
        let descriptor = open(skipped ? "." : name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("The folder \(name) could not be made durable") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("The folder \(name) could not be made durable") }
    }

    private func failure(_ sentence: String) -> LedgerError {
        LedgerError(.storeFailed, "\(sentence): \(String(cString: strerror(errno))).")
    }
}
