/// One entry of a boot event log: what firmware or a boot loader measured, as it says. Only the digest is vouched for, by the register it went into.
package struct BootEvent: Hashable, Sendable {
    /// EV_NO_ACTION: extends nothing.
    static let noAction: UInt32 = 3

    /// The register's index: of a TPM 0 to 23, of confidential computing 0 to 4 (0 is the launch measurement, n is RTMR n−1).
    package let register: UInt32
    /// The kind (TCG PC Client Platform Firmware Profile, table 27).
    package let type: UInt32
    /// What the register was extended with, by bank.
    package let digests: [TPMHash: [UInt8]]
    /// What is said to have been measured, or a description of it. Nobody signed it.
    package let data: [UInt8]

    /// Whether the register was extended.
    package var extends: Bool { type != Self.noAction }

    /// Whether the data is what was measured; for kinds whose data only describes, this is false.
    package func isMeasured(in hash: TPMHash) -> Bool { digests[hash] == hash.digest(data) }

    /// The kind's name in the profile, or its number.
    package var typeName: String { Self.names[type] ?? "0x" + String(type, radix: 16) }

    private static let names: [UInt32: String] = [
        0x0: "EV_PREBOOT_CERT", 0x1: "EV_POST_CODE", 0x3: "EV_NO_ACTION", 0x4: "EV_SEPARATOR", 0x5: "EV_ACTION", 0x6: "EV_EVENT_TAG",
        0x7: "EV_S_CRTM_CONTENTS", 0x8: "EV_S_CRTM_VERSION", 0x9: "EV_CPU_MICROCODE", 0xa: "EV_PLATFORM_CONFIG_FLAGS",
        0xb: "EV_TABLE_OF_DEVICES", 0xc: "EV_COMPACT_HASH", 0xd: "EV_IPL", 0xe: "EV_IPL_PARTITION_DATA", 0xf: "EV_NONHOST_CODE",
        0x10: "EV_NONHOST_CONFIG", 0x11: "EV_NONHOST_INFO", 0x12: "EV_OMIT_BOOT_DEVICE_EVENTS",
        0x8000_0001: "EV_EFI_VARIABLE_DRIVER_CONFIG", 0x8000_0002: "EV_EFI_VARIABLE_BOOT",
        0x8000_0003: "EV_EFI_BOOT_SERVICES_APPLICATION", 0x8000_0004: "EV_EFI_BOOT_SERVICES_DRIVER",
        0x8000_0005: "EV_EFI_RUNTIME_SERVICES_DRIVER", 0x8000_0006: "EV_EFI_GPT_EVENT", 0x8000_0007: "EV_EFI_ACTION",
        0x8000_0008: "EV_EFI_PLATFORM_FIRMWARE_BLOB", 0x8000_0009: "EV_EFI_HANDOFF_TABLES",
        0x8000_000a: "EV_EFI_PLATFORM_FIRMWARE_BLOB2", 0x8000_000b: "EV_EFI_HANDOFF_TABLES2", 0x8000_000c: "EV_EFI_VARIABLE_BOOT2",
        0x8000_0010: "EV_EFI_HCRTM_EVENT", 0x8000_00e0: "EV_EFI_VARIABLE_AUTHORITY", 0x8000_00e1: "EV_EFI_SPDM_FIRMWARE_BLOB",
        0x8000_00e2: "EV_EFI_SPDM_FIRMWARE_CONFIG",
    ]
}
