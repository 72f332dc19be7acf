/// Streaming authenticated encryption, byte-compatible with Tink's `AES256_GCM_HKDF_1MB` (docs/spec/sealed-data.md).
public enum SealedStream {
    /// The length of a sealed stream of so much plaintext; `Int.max` for more than a stream can hold.
    public static func sealedLength(of plaintextLength: Int) -> Int {
        (try? StreamLayout(plaintextLength: plaintextLength).sealedLength) ?? .max
    }

    /// The plaintext's length, from the sealed length alone. Nothing is authenticated by it.
    public static func plaintextLength(of sealedLength: Int) throws(SealedDataError) -> Int {
        try StreamLayout(sealedLength: sealedLength).plaintextLength
    }

    /// Seals `plaintext` under a key derived from `key`, a fresh salt and `associatedData`.
    public static func seal(_ plaintext: [UInt8], key: DataKey, associatedData: [UInt8]) throws(SealedDataError) -> [UInt8] {
        var sealed: [UInt8] = []
        try seal(plaintext, key: key, associatedData: associatedData, into: &sealed)
        return sealed
    }

    /// Opens a sealed stream; throws, and gives nothing, unless every segment verifies.
    public static func open(_ sealed: [UInt8], key: DataKey, associatedData: [UInt8]) throws(SealedDataError) -> [UInt8] {
        var plaintext: [UInt8] = []
        try open(sealed, key: key, associatedData: associatedData, into: &plaintext)
        return plaintext
    }

    /// Seals into `output`, whose storage is used again if it is large enough: fresh memory costs more than the cipher.
    public static func seal(
        _ plaintext: [UInt8], key: DataKey, associatedData: [UInt8], into output: inout [UInt8], cores: Cores = .all
    ) throws(SealedDataError) {
        try seal(plaintext, header: StreamHeader(), key: key, associatedData: associatedData, into: &output, cores: cores)
    }

    /// Opens into `output`, whose storage is used again if it is large enough. After an error `output` is empty.
    public static func open(
        _ sealed: [UInt8], key: DataKey, associatedData: [UInt8], into output: inout [UInt8], cores: Cores = .all
    ) throws(SealedDataError) {
        do throws(SealedDataError) {
            let header = try sealed.withRawBytes { bytes throws(SealedDataError) in try StreamHeader(bytes) }
            let layout = try StreamLayout(sealedLength: sealed.count)
            let cipher = SegmentCipher(key: key, header: header, associatedData: associatedData)
            output.resize(to: layout.plaintextLength)
            try output.withMutableRawBytes { plaintext throws(SealedDataError) in
                let plaintext = SharedMemory(plaintext)
                try sealed.withRawBytes { sealed throws(SealedDataError) in
                    let sealed = SharedMemory(sealed)
                    try cores.forEachSegment(0..<layout.segments) { segment throws(SealedDataError) in
                        try cipher.open(
                            sealed.reading(layout.sealedRange(segment)), segment: segment, of: layout,
                            into: plaintext.writing(layout.plaintextRange(segment)))
                    }
                }
            }
        } catch {
            output = []
            throw error
        }
    }

    /// The header is a parameter for the tests' known answers alone.
    static func seal(
        _ plaintext: [UInt8], header: StreamHeader, key: DataKey, associatedData: [UInt8], into output: inout [UInt8], cores: Cores
    ) throws(SealedDataError) {
        let layout = try StreamLayout(plaintextLength: plaintext.count)
        let cipher = SegmentCipher(key: key, header: header, associatedData: associatedData)
        output.resize(to: layout.sealedLength)
        try output.withMutableRawBytes { output throws(SealedDataError) in
            output.copyBytes(from: header.bytes)
            let output = SharedMemory(output)
            try plaintext.withRawBytes { plaintext throws(SealedDataError) in
                let plaintext = SharedMemory(plaintext)
                try cores.forEachSegment(0..<layout.segments) { segment throws(SealedDataError) in
                    try cipher.seal(
                        plaintext.reading(layout.plaintextRange(segment)), segment: segment, isLast: layout.isLast(segment),
                        into: output.writing(layout.sealedRange(segment)))
                }
            }
        }
    }
}
