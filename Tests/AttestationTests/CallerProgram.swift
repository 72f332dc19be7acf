import Foundation
import Testing

/// A small C program that asks a measurer in one of several ways and prints the answer's bytes.
///
/// It is compiled with the clang that every Swift toolchain has, as a test needs a caller that is neither an interpreter nor itself.
final class CallerProgram: Sendable {
    let folder: String
    let path: String

    static let shared = Result { try CallerProgram() }

    private init() throws {
        var template = Array("/tmp/cloister-caller-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        path = "\(folder)/caller"
        atexit { if let program = try? CallerProgram.shared.get() { try? FileManager.default.removeItem(atPath: program.folder) } }
        try #require(chmod(folder, 0o755) == 0)
        let source = "\(folder)/caller.c"
        try Data(Self.source.utf8).write(to: URL(fileURLWithPath: source))
        let result = try Self.run("/usr/bin/env", ["clang", "-O1", "-o", path, source])
        try #require(result.status == 0, "clang could not compile the caller")
    }

    /// Runs a program to its end, and gives what it printed.
    static func run(
        _ program: String, _ arguments: [String], environment: [String: String]? = nil, folder: String? = nil
    ) throws -> (status: Int32, output: [UInt8]) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        if let environment { process.environment = environment }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, Array(output))
    }

    /// The same in a thread of its own, so that no waiting for a program holds up what the program waits for.
    static func runAside(
        _ program: String, _ arguments: [String], environment: [String: String]? = nil, folder: String? = nil
    ) async throws -> (status: Int32, output: [UInt8]) {
        try await withCheckedThrowingContinuation { continuation in
            Thread {
                continuation.resume(with: Result { try run(program, arguments, environment: environment, folder: folder) })
            }.start()
        }
    }

    /// A copy of the program with one byte changed that does not matter to what it does.
    func tampered(in folder: TemporaryFolder) throws -> String {
        var bytes = try TemporaryFolder.read(path)
        let marker = Array("CALLER-MARKER-A".utf8)
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: marker) })
        bytes[start + marker.count - 1] = UInt8(ascii: "B")
        return try folder.write(bytes, to: "tampered", mode: 0o755)
    }

    private static let source = #"""
        #define _GNU_SOURCE
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/ptrace.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/un.h>
        #include <sys/wait.h>
        #include <unistd.h>

        __attribute__((used)) static const char marker[] = "CALLER-MARKER-A";
        static int socket_;

        static int full(unsigned char *bytes, size_t length) {
            for (size_t done = 0; done < length;) {
                ssize_t count = read(socket_, bytes + done, length - done);
                if (count <= 0) return 0;
                done += count;
            }
            return 1;
        }
        static void say(const unsigned char *bytes, size_t length) {
            if (send(socket_, bytes, length, MSG_NOSIGNAL) < 0) exit(5);
        }
        static int print_answer(void) {
            unsigned char bytes[4096];
            ssize_t count;
            while ((count = read(socket_, bytes, sizeof bytes)) > 0)
                if (fwrite(bytes, 1, count, stdout) != (size_t)count) return 6;
            return fflush(stdout) == 0 ? 0 : 6;
        }
        int main(int argc, char **argv) {
            const char *mode = getenv("MODE");
            if (strcmp(mode, "wait") == 0) { wait(NULL); return 0; }
            if (strcmp(mode, "nobody") == 0 && setuid(65534) != 0) return 2;
            if (strcmp(mode, "traced") == 0 && ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) return 2;
            struct sockaddr_un name = {.sun_family = AF_UNIX};
            strncpy(name.sun_path, getenv("SOCKET"), sizeof name.sun_path - 1);
            socket_ = socket(AF_UNIX, SOCK_STREAM, 0);
            if (connect(socket_, (struct sockaddr *)&name, sizeof name) != 0) return 3;
            if (strcmp(mode, "chroot") == 0 && (chroot(getenv("ROOT")) != 0 || chdir("/") != 0)) return 2;
            unsigned char request[1 + 32 + 64 + 64];
            memset(request, 6, sizeof request);
            request[0] = 1;
            if (getenv("KIND")) { request[0] = atoi(getenv("KIND")); memset(request + 33, 0, 64); }
            if (strcmp(mode, "early") == 0) say(request, 97);
            if (strcmp(mode, "exec") == 0 && fork() != 0) {
                /* The process that connected becomes the genuine program; its child goes on with the socket. */
                setenv("MODE", "wait", 1);
                execv(getenv("GENUINE"), argv);
                return 7;
            }
            if (strcmp(mode, "exec") == 0) usleep(100000);
            unsigned char greeting[33];
            if (!full(greeting, sizeof greeting)) return 4;
            memcpy(request + 1, greeting + 1, 32);
            if (strcmp(mode, "child") == 0) {
                pid_t child = fork();
                int status = 0;
                if (child != 0) return waitpid(child, &status, 0) == child ? WEXITSTATUS(status) : 7;
            }
            if (strcmp(mode, "challenge") == 0) request[32] ^= 1;
            if (strcmp(mode, "kind") == 0) request[0] = 3;
            if (strcmp(mode, "zero") == 0) request[0] = 0;
            if (strcmp(mode, "other") == 0) request[0] = 2;
            if (strcmp(mode, "content") == 0) request[96] = 1;
            if (strcmp(mode, "cut") == 0) { say(request, 96); shutdown(socket_, SHUT_WR); return print_answer(); }
            if (strcmp(mode, "silent") == 0) return print_answer();
            if (strcmp(mode, "drip") == 0) for (int i = 0; i < 97; i++) { say(request + i, 1); usleep(20000); }
            else if (strcmp(mode, "claims") == 0) say(request, sizeof request);
            else if (strcmp(mode, "early") != 0) say(request, 97);
            if (strcmp(mode, "ask-then-exec") == 0 && fork() != 0) {
                setenv("MODE", "wait", 1);
                execv(getenv("GENUINE"), argv);
                return 7;
            }
            return print_answer();
        }
        """#
}
