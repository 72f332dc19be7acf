/// Inputs of a given length that are built to cost more than they weigh: deep, long, numerous, or almost right.
enum HostileInputs {
    /// Bytes that open something in one of our encodings: lengths, DER, CBOR, text.
    private static let openers: [[UInt8]] = [
        [0x00], [0xff], [0x30], [0x30, 0x80], [0x31], [0x24, 0x80], [0xa0, 0x80], [0x81], [0x82], [0x9f], [0x5f], [0xa1], [0xa1, 0x00],
        [0xc0],
        [0xd8, 0x3d], [0x0a], [0x20], [0x0a, 0x0a], [0x2b], [0x41], [0xe2, 0x80, 0x94, 0x20], [0x00, 0x00, 0x00, 0x01], [0x05, 0x00],
    ]

    /// All of them; `seeds` are inputs that the decoder accepts.
    static func of(length: Int, seeds: [[UInt8]]) -> [[UInt8]] {
        var inputs = openers.map { repeated($0, to: length) } + [nestedDER(length)]
        for seed in seeds where !seed.isEmpty {
            inputs.append(repeated(seed, to: length))
            for byte in [0x00, 0xff, 0x0a, 0x30] as [UInt8] {
                inputs.append(Array(seed.prefix(length)) + [UInt8](repeating: byte, count: max(0, length - seed.count)))
            }
            // Its second half, and its last line, again and again.
            let half = seed.count / 2
            inputs.append(Array((seed.prefix(half) + repeated(Array(seed.dropFirst(half)), to: length)).prefix(length)))
            if let line = seed.split(separator: 0x0a, omittingEmptySubsequences: true).last {
                inputs.append(Array((seed + repeated(Array(line) + [0x0a], to: length)).prefix(length)))
            }
            // Every count and length of the first bytes at its highest.
            for place in 0..<min(64, seed.count) {
                var changed = seed
                for index in place..<min(place + 4, seed.count) { changed[index] = 0xff }
                inputs.append(changed)
            }
        }
        return inputs
    }

    private static func repeated(_ bytes: [UInt8], to length: Int) -> [UInt8] {
        var result = bytes
        while result.count < length { result += result }
        return Array(result.prefix(length))
    }

    /// Sequences within sequences, each with its right length, as deep as 64 KiB can be.
    private static func nestedDER(_ length: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count + 6 <= min(length, 64 << 10) {
            let inner = UInt32(length - bytes.count - 6)
            bytes += [0x30, 0x84] + (0..<4).map { UInt8(truncatingIfNeeded: inner >> (24 - 8 * $0)) }
        }
        return bytes + [UInt8](repeating: 0, count: length - bytes.count)
    }
}
