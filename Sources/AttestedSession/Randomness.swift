import Wire

/// Bytes of the system's generator.
enum Randomness {
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        // Eight bytes for each question to the system.
        var words = (0..<(count + 7) / 8).map { _ in generator.next() }
        return words.withUnsafeMutableBytes { words in
            defer { words.wipe() }
            return Array(words.prefix(count))
        }
    }
}
