#if os(Linux)
    import Attestation
    import CHost
    import Glibc

    /// The process at the other end of a socket, seen through one descriptor of its folder in `/proc`, which a reused number cannot fool.
    struct Caller {
        /// What changes when the process ends, or becomes another program.
        struct Identity: Equatable {
            let startTime: UInt64
            let stackAddress: UInt64
            let user: UInt32
            let executable: FileIdentity
        }

        static let maximumConfigurationLength: Int64 = 1 << 20
        static let maximumExecutableLength: Int64 = 1 << 30

        let process: pid_t
        let user: UInt32
        private let folder: Descriptor
        private let pidDescriptor: Descriptor?

        /// Nil if the process is gone, or not to be seen from here.
        init?(connectedTo socket: Descriptor) {
            var process: pid_t = 0
            var user: uid_t = .max
            var pidDescriptor: Int32 = -1
            guard cloister_peer_credentials(socket.number, &process, &user, &pidDescriptor) == 0 else { return nil }
            self.pidDescriptor = Descriptor(pidDescriptor)
            guard let folder = Descriptor(cloister_open_folder(AT_FDCWD, "/proc/\(process)")) else { return nil }
            self.process = process
            self.user = user
            self.folder = folder
            guard runs else { return nil }
        }

        private var runs: Bool { pidDescriptor.map { cloister_process_runs($0.number) == 1 } ?? true }

        /// Who the process is at this moment; nil if it is gone or may not be read.
        func identity() -> Identity? {
            guard runs, let file = executable(), let executable = FileIdentity(file), let text = text("stat"),
                let close = text.lastIndex(of: ")"), let user = numbers(inStatus: "Uid:")?.dropFirst().first
            else { return nil }
            // The fields after the program's name, which may hold anything, begin with the third.
            let fields = text[close...].dropFirst().split(separator: " ")
            guard fields.count > 25, let startTime = UInt64(fields[19]), let stackAddress = UInt64(fields[25]),
                let effectiveUser = UInt32(exactly: user), runs
            else { return nil }
            return Identity(startTime: startTime, stackAddress: stackAddress, user: effectiveUser, executable: executable)
        }

        func executable() -> Descriptor? { Descriptor(openat(folder.number, "exe", O_RDONLY | O_CLOEXEC)) }

        func words() throws(AttestationError) -> CommandLineWords {
            guard let bytes = read("cmdline", atMost: CommandLineWords.maximumLength) else {
                throw AttestationError(
                    .refused, "the command line is longer than \(CommandLineWords.maximumLength) bytes or cannot be read")
            }
            return try CommandLineWords(bytes)
        }

        /// Whether a debugger is attached; true also if that cannot be found out.
        var isTraced: Bool { numbers(inStatus: "TracerPid:") != [0] }

        /// The file as the caller would open it.
        func configuration(_ path: String) throws(AttestationError) -> Descriptor {
            let file: Int32
            if path.hasPrefix("/") {
                guard let root = Descriptor(cloister_open_folder(folder.number, "root")) else {
                    throw AttestationError(.refused, "the caller's root folder cannot be opened")
                }
                file = cloister_open_in_root(root.number, path)
            } else {
                guard sharesFilesWithUs else {
                    throw AttestationError(
                        .refused, "a caller with a root folder of its own must name its configuration by an absolute path")
                }
                guard let workingFolder = Descriptor(cloister_open_folder(folder.number, "cwd")) else {
                    throw AttestationError(.refused, "the caller's working folder cannot be opened")
                }
                file = openat(workingFolder.number, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
            }
            guard let file = Descriptor(file) else {
                throw AttestationError(.refused, "the configuration file that the command line names cannot be opened")
            }
            return file
        }

        private var sharesFilesWithUs: Bool {
            ["root", "ns/mnt"].allSatisfy { name in
                var theirs = stat()
                var ours = stat()
                return fstatat(folder.number, name, &theirs, 0) == 0 && stat("/proc/self/\(name)", &ours) == 0
                    && theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino
            }
        }

        private func numbers(inStatus name: String) -> [UInt64]? {
            guard let text = text("status"), let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
            return line.dropFirst(name.count).split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
        }

        private func text(_ name: String) -> String? { read(name, atMost: 16_384).map { String(decoding: $0, as: UTF8.self) } }

        private func read(_ name: String, atMost limit: Int) -> [UInt8]? {
            Descriptor(openat(folder.number, name, O_RDONLY | O_CLOEXEC))?.read(atMost: limit)
        }
    }
#endif
