/// What a TPM's registers will hold after a boot, from what is booted: reference values for machines that nobody has started yet.
///
/// TCG PC Client Platform Firmware Profile 1.06, 3.3.4; Linux, Documentation/arch/x86/boot and the UEFI stub, which measures into register 9.
package struct RegisterPrediction: Hashable, Sendable {
    /// The bank.
    package let hash: TPMHash
    private var values: [UInt8: [UInt8]] = [:]

    /// A machine just reset: every register is zero.
    package init(hash: TPMHash = .sha256) { self.hash = hash }

    /// A register's value.
    package func value(of register: UInt8) -> [UInt8] { values[register] ?? [UInt8](repeating: 0, count: hash.length) }

    /// Extends a register with a digest.
    package mutating func extend(_ register: UInt8, with digest: [UInt8]) {
        values[register] = hash.extended(value(of: register), with: digest)
    }

    /// Extends a register with the digest of what is measured.
    package mutating func measure(_ register: UInt8, _ bytes: [UInt8]) { extend(register, with: hash.digest(bytes)) }

    /// The firmware's part, registers 0 to 3 and 5 to 7, by the log of any boot of the same firmware with the same settings: what it measures is its vendor's.
    package mutating func firmware(_ log: BootEventLog) {
        for event in log.events where event.extends && event.register < 8 && event.register != 4 {
            guard let digest = event.digests[hash], let register = UInt8(exactly: event.register) else { continue }
            extend(register, with: digest)
        }
    }

    /// How firmware starts a program, which sets the order of what register 4 is extended with.
    package enum Start: Hashable, Sendable {
        /// From a boot option: the attempt and the end of firmware's part come before the image.
        case bootOption
        /// A kernel that was handed over beside the firmware, as QEMU does with `-kernel`: the image is loaded first.
        case handedOver
    }

    /// Register 4 where firmware starts this program: its Authenticode digest, the attempt, and the end of firmware's part.
    package mutating func boot(_ program: [UInt8], _ start: Start = .bootOption) throws(AttestationError) {
        let image = try PEImage(program)
        boot(digest: hash.digest(image.measuredRanges.flatMap { program[$0] }), start)
    }

    /// The same for a program whose Authenticode digest is known.
    package mutating func boot(digest: [UInt8], _ start: Start = .bootOption) {
        if start == .handedOver { extend(4, with: digest) }
        measure(4, Array("Calling EFI Application from Boot Option".utf8))
        measure(4, [0, 0, 0, 0])
        if start == .bootOption { extend(4, with: digest) }
    }

    /// Register 9 as Linux's UEFI stub fills it: the command line in UTF-16 with its zero, and the initrd where the firmware serves it.
    ///
    /// QEMU's firmware appends ` initrd=initrd` to the command line that it is given.
    package mutating func linux(commandLine: String, initrd: [UInt8]?) {
        linux(commandLine: commandLine, initrdDigest: initrd.map(hash.digest))
    }

    /// The same for an initrd whose digest is known.
    package mutating func linux(commandLine: String, initrdDigest: [UInt8]?) {
        measure(9, (Array(commandLine.utf16) + [0]).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
        if let initrdDigest { extend(9, with: initrdDigest) }
    }
}
