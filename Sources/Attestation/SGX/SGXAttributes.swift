import Wire

/// An enclave's attributes: 16 bytes, flags and then the extended features that it may use.
///
/// Intel SDM volume 3D, section 37.7.1, table "Layout of ATTRIBUTES Structure".
package struct SGXAttributes: Hashable, Sendable {
    /// 0, 8 bytes.
    package let flags: UInt64
    /// 8, 8 bytes: XFRM.
    package let extendedFeatures: UInt64

    /// Bit 0: the enclave was initialised.
    package var isInitialised: Bool { flags & 1 << 0 != 0 }
    /// Bit 1: a debugger can read and write the enclave's memory.
    package var isDebug: Bool { flags & 1 << 1 != 0 }
    /// Bit 2: the enclave runs 64-bit code.
    package var is64Bit: Bool { flags & 1 << 2 != 0 }
    /// Bit 4: the enclave gets the provisioning key.
    package var hasProvisionKey: Bool { flags & 1 << 4 != 0 }
    /// Bit 5: the enclave gets the key that launches others.
    package var hasLaunchKey: Bool { flags & 1 << 5 != 0 }
    /// Bit 7: the key separation fields mean something.
    package var hasKeySeparation: Bool { flags & 1 << 7 != 0 }

    init(from reader: inout ByteReader) throws(WireError) {
        flags = try reader.littleEndian()
        extendedFeatures = try reader.littleEndian()
    }
}
