import AttestedSession
import GRPCCore

/// Some of a call's records as one gRPC message: for each, its length (4 bytes, big-endian) and the record.
///
/// A unary call needs one message each way instead of three.
enum RecordBundle {
    /// A record to be sealed.
    enum Part<Bytes: GRPCContiguousBytes> {
        case header([UInt8])
        case message(Bytes)
        case end([UInt8])

        var type: RecordType {
            switch self {
            case .header: .header
            case .message: .message
            case .end: .end
            }
        }

        var length: Int {
            switch self {
            case .header(let content), .end(let content): content.count
            case .message(let content): content.count
            }
        }

        func withContent<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
            switch self {
            case .header(let content), .end(let content): try content.withUnsafeBytes(body)
            case .message(let content): try content.withUnsafeBytes(body)
            }
        }
    }

    /// Seals the parts, in order, straight into the transport's own kind of bytes.
    static func seal<Bytes: GRPCContiguousBytes>(_ parts: [Part<Bytes>], _ sealer: inout RecordSealer) throws -> Bytes {
        var count = 0
        for part in parts { count += BundledRecords.lengthBytes + RecordSealer.sealedLength(of: part.length) }
        var bundle = Bytes(repeating: 0, count: count)
        try bundle.withUnsafeMutableBytes { output in
            var offset = 0
            for part in parts {
                let length = RecordSealer.sealedLength(of: part.length)
                output.storeBytes(of: UInt32(length).bigEndian, toByteOffset: offset, as: UInt32.self)
                offset += BundledRecords.lengthBytes
                try part.withContent {
                    try sealer.seal(part.type, $0, to: UnsafeMutableRawBufferPointer(rebasing: output[offset..<offset + length]))
                }
                offset += length
            }
        }
        return bundle
    }

    /// Opens the bundle's records in order and lends each to `body`.
    static func open(
        _ bundle: some GRPCContiguousBytes, _ opener: inout RecordOpener, _ body: (RecordType, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try bundle.withUnsafeBytes { input in
            try BundledRecords.forEach(in: input) { record in
                try opener.open(record, lendTo: body)
            }
        }
    }
}

/// What is wrong with a call's stream.
enum SealedCallError: Error {
    /// The bytes are no bundle of records, or a record's content cannot be read.
    case malformed
    /// Something came that must not come here.
    case order
}
