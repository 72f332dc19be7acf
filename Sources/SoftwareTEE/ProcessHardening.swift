#if os(Linux)
    public import Attestation
    import CHost

    /// Keeps a process's memory out of core files.
    public enum ProcessHardening {
        /// Who may still look into the process, besides root.
        public enum Readers: Sendable {
            /// Nobody: for the measurer, and for nodes whose measurer runs as root.
            case nobody
            /// Processes of the same user, the measurer among them (docs/spec/software-tee.md, *Permissions*).
            case sameUser
        }

        /// Forbids core files, and debuggers unless readers of the same user are wanted. Irreversible.
        public static func apply(readers: Readers) throws(AttestationError) {
            guard cloister_harden_process(readers == .sameUser ? 1 : 0) == 0 else {
                throw AttestationError(.unsafeState, "core files could not be forbidden")
            }
        }
    }
#endif
