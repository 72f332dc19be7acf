import Wire

/// Measurements of a device over SPDM 1.1, as NVIDIA's GPUs and switches give them (DMTF DSP0274, 10.11): the request followed by the answer.
///
/// Inspected, never verified. Little-endian.
package struct SPDMEvidence: Hashable, Sendable {
    static let maximumLength = 65_536
    private static let version: UInt8 = 0x11
    private static let requestCode: UInt8 = 0xe0
    private static let responseCode: UInt8 = 0x60
    private static let dmtf: UInt8 = 1
    /// r and s of P-384.
    static let signatureLength = 96

    /// One measurement.
    package struct Measurement: Hashable, Sendable {
        /// Its index, 1 to 254.
        package let index: UInt8
        /// DMTFSpecMeasurementValueType: what was measured; bit 7 for a raw value.
        package let type: UInt8
        /// The digest, or the raw value.
        package let value: [UInt8]
    }

    /// One field of what the vendor adds.
    package struct OpaqueField: Hashable, Sendable {
        /// The vendor's number for it.
        package let type: UInt16
        /// Its bytes.
        package let value: [UInt8]
    }

    /// What the requester gave, 32 bytes: the one that makes evidence fresh.
    package let requesterNonce: [UInt8]
    /// What the device gave, 32 bytes.
    package let deviceNonce: [UInt8]
    /// The slot of the certificate chain.
    package let slot: UInt8
    /// The measurements in order.
    package let measurements: [Measurement]
    /// What the vendor adds, in order.
    package let opaque: [OpaqueField]
    /// r and s, 48 bytes each, big-endian, over everything before.
    package let signature: [UInt8]

    /// Reads a request with its answer and nothing after it; throws `malformed`.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        guard bytes.count <= Self.maximumLength else {
            throw AttestationError(refusing: .malformed, "the device's measurements are longer than \(Self.maximumLength) bytes")
        }
        do throws(WireError) {
            var reader = ByteReader(bytes)
            self = try SPDMEvidence(from: &reader)
            try reader.finish()
        } catch { throw AttestationError(refusing: .malformed, "the device's measurements are not well-formed SPDM: \(error)") }
    }

    /// Always throws `unsupported`.
    package func verify() throws(AttestationError) -> Never {
        throw AttestationError(refusing: .unsupported, "NVIDIA evidence is inspected only: nothing here verifies it")
    }

    private init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.fixed(2) == [Self.version, Self.requestCode] else {
            throw .invalid("another message than a request of version 1.1")
        }
        // The request is for signed measurements, and for all of them.
        guard try reader.fixed(2) == [1, 0xff] else { throw .invalid("a request for other measurements") }
        requesterNonce = try reader.fixed(32)
        slot = try reader.u8()
        guard try reader.fixed(2) == [Self.version, Self.responseCode] else { throw .invalid("another answer than measurements") }
        _ = try reader.fixed(2)
        let count = Int(try reader.u8())
        let low: UInt16 = try reader.littleEndian()
        let length = Int(low) | Int(try reader.u8()) << 16
        var record = ByteReader(try reader.fixed(length))
        var measurements: [Measurement] = []
        for _ in 0..<count { measurements.append(try Self.measurement(from: &record)) }
        try record.finish()
        self.measurements = measurements
        deviceNonce = try reader.fixed(32)
        var added = ByteReader(try reader.fixed(Int(try reader.littleEndian(UInt16.self))))
        var opaque: [OpaqueField] = []
        while added.remaining > 0 {
            let type: UInt16 = try added.littleEndian()
            let length: UInt16 = try added.littleEndian()
            opaque.append(OpaqueField(type: type, value: try added.fixed(Int(length))))
        }
        self.opaque = opaque
        signature = try reader.fixed(Self.signatureLength)
    }

    /// Index, specification, size; then DMTF's type, size and value, which must fill the size.
    private static func measurement(from reader: inout ByteReader) throws(WireError) -> Measurement {
        let index = try reader.u8()
        guard try reader.u8() == dmtf else { throw .invalid("a measurement of another specification than DMTF's") }
        let size: UInt16 = try reader.littleEndian()
        let type = try reader.u8()
        let length: UInt16 = try reader.littleEndian()
        guard Int(size) == Int(length) + 3 else { throw .invalid("a measurement of two lengths") }
        return Measurement(index: index, type: type, value: try reader.fixed(Int(length)))
    }
}
