import Foundation

/// A host whose clock lies: Debian's libfaketime before the program's own library. Time that only passes is left alone.
///
/// The library's shared memory is made here: made by itself, it moves the environment, and Swift on Linux finds a program's words beside that.
final class FakeTime: Sendable {
    static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"

    /// The environment of a program that is told this time.
    let environment: [String]
    private let files: [String]

    /// A clock that is off by an offset such as `-3650d`, or that stands still at a date.
    init(_ clock: String) throws {
        let name = UUID().uuidString.prefix(8)
        files = ["/dev/shm/sem.faketime_sem_\(name)", "/dev/shm/faketime_shm_\(name)"]
        // A semaphore of glibc with the value 1; no ticks, no file, and four start times that are not known yet.
        let unknown: [UInt8] = [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 0xff, count: 8)
        let contents: [[UInt8]] = [
            [1] + [UInt8](repeating: 0, count: 31),
            [UInt8](repeating: 0, count: 16) + unknown + unknown + unknown + unknown + [UInt8](repeating: 0, count: 128),
        ]
        for (file, bytes) in zip(files, contents) { try Data(bytes).write(to: URL(fileURLWithPath: file)) }
        environment = [
            "LD_PRELOAD=\(Self.library)", "FAKETIME=\(clock)", "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_NO_CACHE=1", "NO_FAKE_STAT=1",
            "FAKETIME_SHARED=/faketime_sem_\(name) /faketime_shm_\(name)",
        ]
    }

    deinit { for file in files { try? FileManager.default.removeItem(atPath: file) } }
}
