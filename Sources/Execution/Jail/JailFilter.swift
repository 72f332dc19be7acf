import CSeccomp
import Glibc

/// Which system calls a jail may make.
///
/// Two filters, one inside the other: the outer one is in place before the jail's program starts and must let it be loaded; the inner one
/// is put on by the program itself before it reads a byte that the executor does not vouch for. Calls that are known ways out answer
/// "not permitted"; every call that neither list names ends the process.
package struct JailFilter: Sendable {
    private let allowed: [String]
    private let threads: Bool
    private let writableCode: Bool

    /// The filter around the program from its start.
    package static let outer = JailFilter(allowed: running + loading, threads: true, writableCode: true)

    /// The filter that the program adds: no new file, program, process or code, and threads only where it works with several.
    package static func inner(threads: Bool) -> JailFilter { JailFilter(allowed: running, threads: threads, writableCode: false) }

    /// The filter as a program for the kernel.
    package func exported() throws(SystemError) -> [UInt8] {
        let context = try build()
        defer { seccomp_release(context) }
        let file = try MemoryFile(name: "filter")
        let result = seccomp_export_bpf(context, file.descriptor)
        guard result == 0 else { throw SystemError("export a filter", -result) }
        return try file.readable(atMost: .max)
    }

    /// Puts the filter on this process, for good.
    package func apply() throws(SystemError) {
        let context = try build()
        defer { seccomp_release(context) }
        let result = seccomp_load(context)
        guard result == 0 else { throw SystemError("load a filter", -result) }
    }

    private func build() throws(SystemError) -> scmp_filter_ctx {
        guard let context = seccomp_init(SCMP_ACT_KILL_PROCESS) else { throw SystemError("make a filter", ENOMEM) }
        do throws(SystemError) {
            try rules(context)
            return context
        } catch {
            seccomp_release(context)
            throw error
        }
    }

    private func rules(_ context: scmp_filter_ctx) throws(SystemError) {
        for name in allowed { try add(context, Self.allow, name) }
        for name in Self.denied + Self.loading where !allowed.contains(name) { try add(context, Self.refuse(EPERM), name) }
        // The C library falls back from both of these.
        try add(context, Self.refuse(ENOSYS), "clone3")
        try add(context, Self.refuse(ENOTTY), "ioctl")
        if threads {
            // A thread of this process, never a process or a namespace.
            try add(context, Self.allow, "clone", [bits(0, Self.thread, equal: Self.thread)])
            try add(context, Self.refuse(EPERM), "clone", [bits(0, Self.thread, equal: 0)])
        } else {
            try add(context, Self.refuse(EPERM), "clone")
        }
        for name in ["mmap", "mprotect"] {
            if writableCode {
                try add(context, Self.allow, name)
            } else {
                try add(context, Self.allow, name, [bits(2, UInt64(PROT_EXEC), equal: 0)])
                try add(context, Self.refuse(EPERM), name, [bits(2, UInt64(PROT_EXEC), equal: UInt64(PROT_EXEC))])
            }
        }
    }

    private func add(_ context: scmp_filter_ctx, _ action: UInt32, _ name: String, _ conditions: [scmp_arg_cmp] = []) throws(SystemError) {
        let number = seccomp_syscall_resolve_name(name)
        // Not every architecture has every call: one that does not exist needs no rule.
        guard number != __NR_SCMP_ERROR, number >= 0 else { return }
        let result = seccomp_rule_add_array(context, action, number, UInt32(conditions.count), conditions)
        guard result == 0 else { throw SystemError("add a filter rule for \(name)", -result) }
    }

    private func bits(_ argument: UInt32, _ mask: UInt64, equal value: UInt64) -> scmp_arg_cmp {
        scmp_arg_cmp(arg: argument, op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: value)
    }

    // The header's macros with arguments do not reach Swift.
    private static let thread: UInt64 = 0x0001_0000 | 0x0000_0100  // CLONE_THREAD | CLONE_VM
    private static let allow: UInt32 = 0x7fff_0000
    private static func refuse(_ error: Int32) -> UInt32 { 0x0005_0000 | UInt32(error) }
}
