/// The first 40 bytes of a sealed stream: their count, a salt and the nonces' common prefix.
struct StreamHeader: Equatable, Sendable {
    static let firstByte = UInt8(StreamLayout.headerLength)
    static let saltLength = 32
    static let noncePrefixLength = 7

    let salt: [UInt8]
    let noncePrefix: [UInt8]

    /// A header for a new stream. Salt and prefix are random, so that no stream's key depends on stored state.
    init() {
        var random = SystemRandomNumberGenerator()
        salt = (0..<Self.saltLength).map { _ in random.next() }
        noncePrefix = (0..<Self.noncePrefixLength).map { _ in random.next() }
    }

    init(_ bytes: UnsafeRawBufferPointer) throws(SealedDataError) {
        guard let first = bytes.first else { throw .empty }
        guard first == Self.firstByte else { throw .notSealed }
        guard bytes.count >= StreamLayout.headerLength else { throw .truncated }
        salt = Array(bytes[1..<1 + Self.saltLength])
        noncePrefix = Array(bytes[1 + Self.saltLength..<StreamLayout.headerLength])
    }

    var bytes: [UInt8] { [Self.firstByte] + salt + noncePrefix }
}
