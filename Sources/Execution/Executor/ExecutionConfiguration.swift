public import SealedData

/// How an executor works. Every value that bounds something has a safe default.
public struct ExecutionConfiguration: Sendable {
    /// The path of `cloister-jail`.
    public var jailPath: String
    /// The path of ONNX Runtime's library, version 1.32; nil if the executor takes no `onnx` functions.
    public var onnxRuntimeLibrary: String?
    /// The path of bubblewrap.
    public var bubblewrapPath = "/usr/bin/bwrap"
    /// Where ciphertext lies.
    public var blobs: BlobDirectory
    /// The most jails at a time, warm ones included.
    public var maximumJails = 8
    /// How long a jail that nobody uses stays.
    public var idleTime = Duration.seconds(300)
    /// How long a jail lives at most.
    public var maximumAge = Duration.seconds(14_400)
    /// How long starting a jail and loading a model may take.
    public var loadTime = Duration.seconds(60)
    /// What a jail may use, by the name of the profile that an agreement states.
    public var profiles = ["standard": JailProfile()]

    /// An executor's configuration.
    public init(jailPath: String, onnxRuntimeLibrary: String?, blobs: BlobDirectory) {
        self.jailPath = jailPath
        self.onnxRuntimeLibrary = onnxRuntimeLibrary
        self.blobs = blobs
    }
}

/// What the jails of a profile may use.
public struct JailProfile: Hashable, Sendable {
    /// How long a run may take.
    public var runTime: Duration
    /// The most writable memory, in bytes.
    public var memoryBytes: UInt64
    /// How many threads work on a run. With 1 a jail cannot start a thread at all.
    public var threads: UInt16

    /// A profile; the defaults are those of `standard`.
    public init(runTime: Duration = .seconds(60), memoryBytes: UInt64 = 2 << 30, threads: UInt16 = 1) {
        (self.runTime, self.memoryBytes, self.threads) = (runTime, memoryBytes, max(1, threads))
    }
}
