/// What a guest's owner allows: 8 bytes, measured at launch. ABI specification, table 10, "Guest Policy".
package struct SNPPolicy: Hashable, Sendable {
    package let rawValue: UInt64

    /// Bits 0 to 7: the least minor version of the firmware's interface.
    package var minimumMinor: UInt8 { UInt8(truncatingIfNeeded: rawValue) }
    /// Bits 8 to 15: the least major version.
    package var minimumMajor: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 8) }
    /// Bit 16: hyperthreading may be on.
    package var allowsHyperthreading: Bool { bit(16) }
    /// Bit 17: reserved, and always one.
    package var hasReservedOne: Bool { bit(17) }
    /// Bit 18: a migration agent may be associated.
    package var allowsMigrationAgent: Bool { bit(18) }
    /// Bit 19: the host may read and write the guest's memory.
    package var allowsDebug: Bool { bit(19) }
    /// Bit 20: only on one socket.
    package var needsSingleSocket: Bool { bit(20) }
    /// Bit 21: CXL devices may be there.
    package var allowsCXL: Bool { bit(21) }
    /// Bit 22: memory must be encrypted with AES-256-XTS.
    package var needsAES256XTS: Bool { bit(22) }
    /// Bit 23: power readings must be off.
    package var needsRAPLDisabled: Bool { bit(23) }
    /// Bit 24: ciphertext must be hidden.
    package var needsCiphertextHiding: Bool { bit(24) }
    /// Bit 25: pages may not be moved or swapped by the host.
    package var disablesPageSwap: Bool { bit(25) }
    /// Bits 26 to 63: zero in the version that is known.
    package var unknownBits: UInt64 { rawValue >> 26 }

    private func bit(_ index: UInt64) -> Bool { rawValue & 1 << index != 0 }
}

/// How a machine is set up: 8 bytes. ABI specification, table 24, "PLATFORM_INFO Field".
package struct SNPPlatformInfo: Hashable, Sendable {
    package let rawValue: UInt64

    /// Bit 0: hyperthreading is on.
    package var hasHyperthreading: Bool { bit(0) }
    /// Bit 1: all memory is encrypted, the host's too.
    package var hasTransparentEncryption: Bool { bit(1) }
    /// Bit 2: memory has error correction.
    package var hasECC: Bool { bit(2) }
    /// Bit 3: power readings are off.
    package var hasRAPLDisabled: Bool { bit(3) }
    /// Bit 4: ciphertext in memory is hidden from the host.
    package var hidesCiphertext: Bool { bit(4) }
    /// Bit 5: memory was checked for aliases since the last reset (AMD-SB-3015, BadRAM).
    package var hasAliasCheck: Bool { bit(5) }
    /// Bits 6 to 63: some processors set some of them.
    package var otherBits: UInt64 { rawValue >> 6 }

    private func bit(_ index: UInt64) -> Bool { rawValue & 1 << index != 0 }
}
