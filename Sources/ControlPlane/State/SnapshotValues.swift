import Wire

extension PartyRecord: SnapshotValue, SnapshotReadable {
    func encodeSnapshot(into writer: inout ByteWriter) { encode(into: &writer) }

    init(snapshot reader: inout ByteReader) throws(WireError) {
        self.init(document: try reader.value(), registeredAt: try reader.u64())
        isSuspended = try reader.bool()
    }
}

extension FunctionRecord: SnapshotValue, SnapshotReadable {
    func encodeSnapshot(into writer: inout ByteWriter) {
        writer.value(document)
        writer.fixed(salt)
        writer.variable(payload)
        writer.u64(registeredAt)
        writer.bool(isDisabled)
        writer.bool(isDeleted)
        writer.u64(UInt64(agreementCount))
    }

    init(snapshot reader: inout ByteReader) throws(WireError) {
        let document: SignedDocument<FunctionManifest> = try reader.value()
        self.init(
            document: document, digest: FunctionDigest(document), salt: try reader.fixed(Digests.length),
            payload: try reader.variable(atMost: FunctionManifest.maximumPayloadBytes), registeredAt: try reader.u64())
        isDisabled = try reader.bool()
        isDeleted = try reader.bool()
        guard let count = Int(exactly: try reader.u64()) else { throw .invalid("a count that no state has") }
        agreementCount = count
    }
}

extension AssetRecord: SnapshotValue, SnapshotReadable {
    func encodeSnapshot(into writer: inout ByteWriter) { encode(into: &writer) }

    init(snapshot reader: inout ByteReader) throws(WireError) {
        self.init(document: try reader.value(), registeredAt: try reader.u64(), isBlobPresent: try reader.bool())
    }
}

extension AgreementRecord: SnapshotValue, SnapshotReadable {
    func encodeSnapshot(into writer: inout ByteWriter) {
        writer.value(document)
        writer.value(proposer)
        writer.value(functionOwner)
        writer.array(assetOwners.sorted { $0.key < $1.key }) {
            $0.value($1.key)
            $0.value($1.value)
        }
        writer.u64(proposedAt)
        writer.array(signatures.sorted { $0.key < $1.key }) {
            $0.value($1.key)
            $0.fixed($1.value)
        }
        writer.optional(activatedAt) { $0.u64($1) }
        writer.optional(end) {
            $0.bool($1.isWithdrawal)
            $0.value($1.party)
            $0.u64($1.at)
        }
        writer.u32(charged)
    }

    init(snapshot reader: inout ByteReader) throws(WireError) {
        let document: SignedDocument<AgreementTerms> = try reader.value()
        let proposer: PartyID = try reader.value()
        let functionOwner: PartyID = try reader.value()
        let owners = try reader.ascending(atMost: Self.maximumListed, by: \.asset) { reader throws(WireError) in
            (asset: try reader.value(AssetID.self), party: try reader.value(PartyID.self))
        }
        self.init(
            document: document, proposer: proposer, functionOwner: functionOwner,
            assetOwners: Dictionary(owners.map { ($0.asset, $0.party) }) { first, _ in first }, proposedAt: try reader.u64())
        let signed = try reader.ascending(atMost: Self.maximumListed, by: \.party) { reader throws(WireError) in
            (party: try reader.value(PartyID.self), signature: try reader.fixed(SigningKey.signatureBytes))
        }
        signatures = Dictionary(signed.map { ($0.party, $0.signature) }) { first, _ in first }
        activatedAt = try reader.optional { reader throws(WireError) in try reader.u64() }
        end = try reader.optional { reader throws(WireError) in
            End(isWithdrawal: try reader.bool(), party: try reader.value(), at: try reader.u64())
        }
        charged = try reader.u32()
    }

    private static let maximumListed = 1024
}
