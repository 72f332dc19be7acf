#if os(Linux)
    import CHost
    import Glibc

    extension Descriptor {
        /// A Unix stream socket that listens at a path; nil, with `errno`, if it cannot.
        static func listening(at path: String, mode: UInt32, backlog: Int32) -> Descriptor? {
            Descriptor(cloister_unix_listen(path, mode_t(mode), backlog))
        }

        /// A Unix stream socket that is connected to a path; nil, with `errno`, if nobody listens there.
        static func connected(to path: String) -> Descriptor? { Descriptor(cloister_unix_connect(path)) }

        /// The next connection of a listening socket; nil, with `errno`, if there is none.
        func accepted() -> Descriptor? { Descriptor(cloister_accept(number)) }
    }
#endif
