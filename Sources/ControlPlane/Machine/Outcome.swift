public import Wire

/// What a caller learns from an accepted command.
public enum Outcome: Hashable, Sendable, WireCodable {
    /// Nothing but that it was done.
    case done
    /// The party concerned.
    case party(PartyID)
    /// The function concerned.
    case function(FunctionDigest)
    /// The asset concerned.
    case asset(AssetID)
    /// The agreement concerned.
    case agreement(AgreementID)
    /// The run concerned; after a repetition, the one that was admitted first.
    case run(RunID)
    /// The lease of a run that was started.
    case lease(RunID, Lease)

    /// Reads it.
    public init(from reader: inout ByteReader) throws(WireError) {
        switch try reader.u8() {
        case 0: self = .done
        case 1: self = .party(try reader.value())
        case 2: self = .function(try reader.value())
        case 3: self = .asset(try reader.value())
        case 4: self = .agreement(try reader.value())
        case 5: self = .run(try reader.value())
        case 6: self = .lease(try reader.value(), try reader.value())
        default: throw .invalid("an unknown outcome")
        }
    }

    /// Appends the one encoding, which enters the state's digest.
    public func encode(into writer: inout ByteWriter) {
        switch self {
        case .done: writer.u8(0)
        case .party(let id): Self.write(1, id, &writer)
        case .function(let id): Self.write(2, id, &writer)
        case .asset(let id): Self.write(3, id, &writer)
        case .agreement(let id): Self.write(4, id, &writer)
        case .run(let id): Self.write(5, id, &writer)
        case .lease(let id, let lease):
            Self.write(6, id, &writer)
            writer.value(lease)
        }
    }

    private static func write(_ tag: UInt8, _ identifier: some Identifier, _ writer: inout ByteWriter) {
        writer.u8(tag)
        writer.value(identifier)
    }
}
