import Wire

/// What the state knows of an asset. Deleting it removes the record, and with it the only wrapped key that the state holds.
struct AssetRecord: Equatable, Sendable, WireEncodable {
    let document: SignedDocument<AssetRegistration>
    let registeredAt: UInt64
    var isBlobPresent: Bool

    var owner: PartyID { document.body.owner }

    /// Whether its policy lets software of this measurement hold its key.
    func admits(_ measurement: String) -> Bool { document.body.release.measurements.contains(measurement) }

    func encode(into writer: inout ByteWriter) {
        writer.value(document)
        writer.u64(registeredAt)
        writer.bool(isBlobPresent)
    }
}
