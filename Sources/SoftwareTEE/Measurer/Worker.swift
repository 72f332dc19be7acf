#if os(Linux)
    import Glibc

    /// A thread for calls that block.
    enum Worker {
        private final class Body {
            let run: @Sendable () -> Void
            init(_ run: @escaping @Sendable () -> Void) { self.run = run }
        }

        /// Runs the closure in a thread of its own; false if there can be no further thread, and then the closure is not run.
        static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
            let box = Unmanaged.passRetained(Body(body))
            var thread = pthread_t()
            let error = pthread_create(
                &thread, nil,
                { argument in
                    if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                    return nil
                }, box.toOpaque())
            guard error == 0 else {
                box.release()
                return false
            }
            pthread_detach(thread)
            return true
        }
    }
#endif
