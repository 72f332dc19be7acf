import AttestedSession
import GRPCCore

/// gRPC's metadata as the records carry it.
enum SealedMetadata {
    private static let timeoutKey = "grpc-timeout"
    private static let binarySuffix = "-bin"

    /// A call's header: deadline and idempotency key have fields of their own.
    static func header(method: String, _ metadata: Metadata) throws -> CallHeader {
        guard !metadata.isEmpty else { return try CallHeader(method: method) }
        var rest = metadata
        let deadline = metadata[stringValues: timeoutKey].first { _ in true }.flatMap(milliseconds)
        let key = metadata[binaryValues: Metadata.idempotencyKey].first { _ in true }
        rest.removeAllValues(forKey: timeoutKey)
        rest.removeAllValues(forKey: Metadata.idempotencyKey)
        return try CallHeader(method: method, deadline: deadline, idempotencyKey: key, metadata: try seal(rest))
    }

    /// The metadata that a server's handler sees.
    static func metadata(of header: CallHeader) throws -> Metadata {
        var metadata = try open(header.metadata)
        if let deadline = header.deadline { metadata.addString(timeout(deadline), forKey: timeoutKey) }
        if let key = header.idempotencyKey { metadata.addBinary(key, forKey: Metadata.idempotencyKey) }
        return metadata
    }

    static func seal(_ metadata: Metadata) throws -> CallMetadata {
        try CallMetadata(
            metadata.map { key, value in
                switch value {
                case .binary(let bytes): MetadataEntry(name: key, value: bytes)
                case .string(let text) where key.hasSuffix(binarySuffix): MetadataEntry(name: key, value: decoded(text, key))
                case .string(let text): MetadataEntry(name: key, value: Array(text.utf8))
                }
            })
    }

    static func open(_ metadata: CallMetadata) throws -> Metadata {
        var opened = Metadata()
        opened.reserveCapacity(metadata.entries.count)
        for entry in metadata.entries {
            if entry.name.hasSuffix(binarySuffix) {
                opened.addBinary(entry.value, forKey: entry.name)
            } else {
                guard let text = String(validating: entry.value, as: UTF8.self) else { throw SealedCallError.malformed }
                opened.addString(text, forKey: entry.name)
            }
        }
        return opened
    }

    static func seal(_ status: Status, _ trailers: Metadata) throws -> CallStatus {
        var message = status.message
        while message.utf8.count > SessionLimits.statusMessage { message.removeLast() }
        return try CallStatus(code: UInt32(status.code.rawValue), message: message, trailers: try seal(trailers))
    }

    static func open(_ status: CallStatus) throws -> (Status, Metadata) {
        guard let code = Int(exactly: status.code).flatMap(Status.Code.init(rawValue:)) else { throw SealedCallError.malformed }
        return (Status(code: code, message: status.message), try open(status.trailers))
    }

    /// A base64 value of a binary key, as bytes.
    private static func decoded(_ text: String, _ key: String) -> [UInt8] {
        let single: Metadata = [key: .string(text)]
        return single[binaryValues: key].first { _ in true } ?? []
    }

    /// Reads gRPC's notation, up to 8 digits and a unit, rounding up; nil if it is something else.
    static func milliseconds(_ text: String) -> UInt64? {
        guard let unit = text.last, (2...9).contains(text.utf8.count), let value = UInt64(text.dropLast()) else { return nil }
        switch unit {
        case "H": return value * 3_600_000
        case "M": return value * 60_000
        case "S": return value * 1000
        case "m": return value
        case "u": return (value + 999) / 1000
        case "n": return (value + 999_999) / 1_000_000
        default: return nil
        }
    }

    /// gRPC's notation, in the finest unit that takes at most 8 digits.
    static func timeout(_ milliseconds: UInt64) -> String {
        let digits: UInt64 = 99_999_999
        if milliseconds <= digits { return "\(milliseconds)m" }
        let seconds = milliseconds / 1000
        return seconds <= digits ? "\(seconds)S" : "\(min(seconds / 3600, digits))H"
    }
}
