extension State {
    /// The assets whose policies let software of this measurement hold their keys: all that another node may be given.
    public func assets(admitting measurement: String) -> Set<AssetID> { Set(assets.filter { $0.value.admits(measurement) }.keys) }

    func handOverKeys(to measurement: String) -> Ruling { Ruling(change: keysHandedOver(to: measurement), outcome: .done) }

    func keysHandedOver(to measurement: String) -> Change {
        let given = assets(admitting: measurement).count
        return .keysHandedOver(to: measurement, given: UInt64(given), withheld: UInt64(assets.count - given))
    }
}
