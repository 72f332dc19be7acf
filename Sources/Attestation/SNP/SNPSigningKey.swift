import Wire

/// The key that signed a report: 3 bits of its flags.
package enum SNPSigningKey: UInt8, Hashable, Sendable {
    /// The chip's own, derived for one TCB.
    case vcek = 0
    /// One that AMD gave to a cloud provider, without a chip's name.
    case vlek = 1
    /// None: the report is not signed.
    case none = 7
}

/// What a processor calls itself: CPUID function 1, family and model with their extensions added.
package struct SNPProcessor: Hashable, Sendable {
    package let family: UInt8
    package let model: UInt8
    package let stepping: UInt8
}

/// A version of the security processor's firmware.
package struct SNPFirmwareVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let major: UInt8
    package let minor: UInt8
    package let build: UInt8

    /// Build, minor, major, and a reserved byte, which must be zero.
    init(from reader: inout ByteReader) throws(WireError) {
        build = try reader.u8()
        minor = try reader.u8()
        major = try reader.u8()
        try reader.zeros(1)
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.build) < (right.major, right.minor, right.build)
    }

    /// `1.55.29`.
    package var description: String { "\(major).\(minor).\(build)" }
}
