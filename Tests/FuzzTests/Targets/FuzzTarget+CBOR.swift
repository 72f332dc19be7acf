import Wire

extension FuzzTarget {
    /// One item of strict CBOR. What is read must be written back as the same bytes.
    static let cbor = FuzzTarget("cbor") { bytes in
        guard let item = try? CBOR(decoding: bytes, within: CBORLimits(length: 4096, items: 256, depth: 16)) else { return }
        precondition(item.encoded == bytes, "read from other bytes than it is written as")
    }
}
