import Wire

/// Names a party: the first 16 bytes of the labelled hash of its signing key.
public struct PartyID: Identifier {
    /// The bytes.
    public let storage: Octets16
    /// An identifier of these bytes.
    public init(storage: Octets16) { self.storage = storage }

    /// The identifier that belongs to a signing key (65 bytes, X9.63).
    public init(signingKey: [UInt8]) {
        storage = Digests.prefix(Digests.labelled("cloister/party-id/v1") { $0.variable(signingKey) })
    }
}

/// Names an asset: the first 16 bytes of its registration's digest.
public struct AssetID: Identifier {
    /// The bytes.
    public let storage: Octets16
    /// An identifier of these bytes.
    public init(storage: Octets16) { self.storage = storage }
}

/// Names an agreement: the first 16 bytes of its terms' digest.
public struct AgreementID: Identifier {
    /// The bytes.
    public let storage: Octets16
    /// An identifier of these bytes.
    public init(storage: Octets16) { self.storage = storage }
}

/// Names a run: 16 random bytes.
public struct RunID: Identifier {
    /// The bytes.
    public let storage: Octets16
    /// An identifier of these bytes.
    public init(storage: Octets16) { self.storage = storage }

    /// A fresh name from the system's random source.
    public static func random() -> RunID {
        RunID(storage: Octets16(high: .random(in: .min ... .max), low: .random(in: .min ... .max)))
    }
}

/// Names a caller's request, so that a repetition is recognised: 16 bytes of the caller's choice.
public struct IdempotencyKey: Identifier {
    /// The bytes.
    public let storage: Octets16
    /// An identifier of these bytes.
    public init(storage: Octets16) { self.storage = storage }

    /// A fresh key from the system's random source.
    public static func random() -> IdempotencyKey {
        IdempotencyKey(storage: Octets16(high: .random(in: .min ... .max), low: .random(in: .min ... .max)))
    }
}

/// Names a function: the 32-byte digest of its manifest.
public struct FunctionDigest: Identifier {
    /// The bytes.
    public let storage: Octets32
    /// An identifier of these bytes.
    public init(storage: Octets32) { self.storage = storage }
}
