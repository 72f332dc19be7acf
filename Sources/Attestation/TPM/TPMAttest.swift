import Wire

/// TPMS_ATTEST of a quote (TPM 2.0 Library, part 2, 10.12.8 and 10.12.1): what a TPM signs about its registers. Big-endian.
package struct TPMAttest: Hashable, Sendable {
    /// TPM_GENERATED_VALUE: a restricted key signs no data from outside that begins so.
    static let magic: UInt32 = 0xff54_4347
    /// TPM_ST_ATTEST_QUOTE.
    static let quote: UInt16 = 0x8018
    /// An algorithm and its longest digest.
    static let maximumNameLength = 66
    /// TPM2B_DATA holds a TPMT_HA.
    static let maximumExtraDataLength = 66
    static let maximumDigestLength = 64

    /// The qualified name of the key that signed: its name and its parents', hashed. 0 to 66 bytes.
    package let qualifiedSigner: [UInt8]
    /// What the caller gave to be signed, 0 to 66 bytes. Empty evidence can be shown again by anybody.
    package let extraData: [UInt8]
    /// Milliseconds that the TPM has been powered.
    package let clock: UInt64
    /// How often the TPM was reset, boots included.
    package let resetCount: UInt32
    /// How often it was restarted or resumed since.
    package let restartCount: UInt32
    /// Whether the clock never was set back.
    package let isClockSafe: Bool
    /// The TPM's firmware, in its vendor's own numbering.
    package let firmwareVersion: UInt64
    /// The registers that the digest covers.
    package let selections: [PCRSelection]
    /// The digest of the registers' values, by the signature's hash algorithm.
    package let digest: [UInt8]

    /// Reads a quote's TPMS_ATTEST and nothing after it; throws `malformed`, also for what is no quote.
    package init(_ bytes: [UInt8]) throws(AttestationError) {
        var reader = ByteReader(bytes)
        do throws(WireError) {
            self = try TPMAttest(from: &reader)
            try reader.finish()
        } catch { throw AttestationError(refusing: .malformed, "the TPM's statement is not a well-formed quote: \(error)") }
    }

    private init(from reader: inout ByteReader) throws(WireError) {
        guard try reader.u32() == Self.magic else { throw .invalid("a statement that no TPM generated") }
        guard try reader.u16() == Self.quote else { throw .invalid("a statement of another kind than a quote") }
        qualifiedSigner = try reader.sized(atMost: Self.maximumNameLength)
        extraData = try reader.sized(atMost: Self.maximumExtraDataLength)
        clock = try reader.u64()
        resetCount = try reader.u32()
        restartCount = try reader.u32()
        isClockSafe = try reader.bool()
        firmwareVersion = try reader.u64()
        selections = try PCRSelection.list(from: &reader)
        digest = try reader.sized(atMost: Self.maximumDigestLength)
    }
}

extension ByteReader {
    /// Reads a TPM2B: two bytes of length, at most `limit`, and as many bytes.
    mutating func sized(atMost limit: Int) throws(WireError) -> [UInt8] {
        let length = Int(try u16())
        guard length <= limit else { throw .tooLong(limit: limit) }
        return try fixed(length)
    }
}
