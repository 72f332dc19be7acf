/// What vendors signed about a machine, as it travels or is kept: unverified, in no order. Each verifier takes what concerns it, and checks all it takes.
public struct Endorsements: Hashable, Sendable {
    /// A JSON document under a vendor's ECDSA P-256 signature: Intel's TCB info or enclave identity.
    public struct SignedDocument: Hashable, Sendable {
        /// The member of the vendor's answer that holds the document.
        public enum Kind: String, Hashable, Sendable, CaseIterable { case tcbInfo, enclaveIdentity }
        /// What it is.
        public let kind: Kind
        /// The exact bytes that were signed; never written anew.
        public let bytes: [UInt8]
        /// r and s, 32 bytes each, big-endian.
        public let signature: [UInt8]

        /// A document as the vendor answered it.
        public init(kind: Kind, bytes: [UInt8], signature: [UInt8]) {
            self.kind = kind
            self.bytes = bytes
            self.signature = signature
        }
    }

    /// X.509 certificates in DER.
    public var certificates: [[UInt8]]
    /// X.509 revocation lists in DER.
    public var revocationLists: [[UInt8]]
    /// Signed JSON documents.
    public var documents: [SignedDocument]
    /// Boot event logs: TCG crypto-agile, or CCEL data.
    public var eventLogs: [[UInt8]]

    /// The endorsements; none by default.
    public init(
        certificates: [[UInt8]] = [], revocationLists: [[UInt8]] = [], documents: [SignedDocument] = [], eventLogs: [[UInt8]] = []
    ) {
        self.certificates = certificates
        self.revocationLists = revocationLists
        self.documents = documents
        self.eventLogs = eventLogs
    }

    /// These and the others, none twice.
    public func union(_ others: Endorsements) -> Endorsements {
        func joined<Value: Hashable>(_ one: [Value], _ other: [Value]) -> [Value] {
            var seen: Set<Value> = []
            return (one + other).filter { seen.insert($0).inserted }
        }
        return Endorsements(
            certificates: joined(certificates, others.certificates), revocationLists: joined(revocationLists, others.revocationLists),
            documents: joined(documents, others.documents), eventLogs: joined(eventLogs, others.eventLogs))
    }
}
