/// The two numbers of an ECDSA signature in DER: SEQUENCE of two INTEGERs (RFC 5758 §3.2).
enum ECDSAScalars {
    /// r and s in big-endian, `length` bytes each; nil unless the DER is strict and both are positive and short enough.
    ///
    /// That they are below the group's order is for the curve's own verification to check.
    static func raw(ofDER signature: [UInt8], length: Int) -> [UInt8]? {
        do throws(DERError) {
            var outer = DERReader(signature)
            var fields = try outer.open(DERReader.Tag.sequence)
            try outer.finish()
            let (r, s) = (try fields.unsignedInteger(), try fields.unsignedInteger())
            try fields.finish()
            guard 1...length ~= r.count, 1...length ~= s.count else { return nil }
            return [UInt8](repeating: 0, count: length - r.count) + r + [UInt8](repeating: 0, count: length - s.count) + s
        } catch { return nil }
    }
}
