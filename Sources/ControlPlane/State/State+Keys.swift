extension State {
    /// The assets whose policies let software of this measurement hold their keys: all that another node may be given.
    public func assets(admitting measurement: String) -> Set<AssetID> { Set(assets.filter { $0.value.admits(measurement) }.keys) }

    func handOverKeys(to measurement: String) -> Ruling { Ruling(change: keysHandedOver(to: measurement), outcome: .done) }

    func keysHandedOver(to measurement: String) -> Change {
        let given = assets(admitting: measurement).count
        return .keysHandedOver(to: measurement, given: UInt64(given), withheld: UInt64(assets.count - given))
    }

    /// The number of the next recovery package.
    public var nextRecovery: UInt64 { (recovery?.generation ?? 0) + 1 }

    /// Whether so many holders can give the keys back from the package of this number: the one on record, or the next, whose record a crash
    /// cut short.
    func canRecover(_ generation: UInt64, by holders: [UInt8]) -> Bool {
        guard !holders.isEmpty, holders.allSatisfy({ $0 > 0 }) else { return false }
        if generation == nextRecovery { return true }
        guard let recovery, recovery.isOffered, recovery.generation == generation else { return false }
        return holders.count >= recovery.threshold && holders.allSatisfy { Int($0) <= recovery.holders.count }
    }

    func setRecovery(_ record: RecoveryRecord) throws(Refusal) -> Ruling {
        guard record.generation == nextRecovery else { throw .configurationInvalid }
        return Ruling(change: .recoverySet(record), outcome: .done)
    }

    func recoverKeys(_ generation: UInt64, by holders: [UInt8]) throws(Refusal) -> Ruling {
        guard canRecover(generation, by: holders) else { throw .configurationInvalid }
        return Ruling(change: .keysRecovered(generation: generation, holders: holders), outcome: .done)
    }
}
