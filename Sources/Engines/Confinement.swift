import CHost
import Execution

/// What a jail's program gives up by itself, and the check that it is confined.
enum Confinement {
    /// Gives up all rights that the work does not need; false if the system would not take one.
    static func drop(_ limits: JailLimits, descriptors: UInt32) -> Bool {
        guard chost_drop_rights(limits.memoryBytes, limits.processorSeconds, descriptors) == 0 else { return false }
        return (try? JailFilter.inner(threads: limits.threads > 1).apply()) != nil
    }

    /// Tries all that a jail must not be able to do, before and after it has dropped its rights; what was possible.
    static func findings(descriptors: UInt32) -> [String] {
        var findings: [String] = []
        if chost_has_descriptor_above(JailProtocol.descriptor) != 0 { findings.append("inherited descriptors") }
        if chost_has_environment_beside("ORT_DISABLE_TELEMETRY", "SWIFT_BACKTRACE", "PWD") != 0 { findings.append("inherited environment") }
        findings += possible(chost_outer_probes())
        guard drop(JailLimits(memoryBytes: 1 << 30, processorSeconds: 60, threads: 1), descriptors: descriptors) else {
            return findings + ["keep its rights"]
        }
        return findings + possible(chost_inner_probes())
    }

    private static func possible(_ probes: UnsafePointer<chost_probe>?) -> [String] {
        var findings: [String] = []
        var next = probes
        while let probe = next?.pointee, let name = probe.name {
            if probe.attempt() != 0 { findings.append(String(cString: name)) }
            next = next?.successor()
        }
        return findings
    }
}
