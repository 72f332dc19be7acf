extension BootEventLog {
    /// What the registers hold after these events, by index: only those that an event extended. Empty for a bank that the log has not.
    package func replayed(in hash: TPMHash) -> [UInt32: [UInt8]] {
        guard algorithms.contains(hash) else { return [:] }
        var registers: [UInt32: [UInt8]] = [:]
        for event in events where event.extends {
            guard let digest = event.digests[hash] else { continue }
            registers[event.register] = hash.extended(registers[event.register] ?? initial(event.register, hash), with: digest)
        }
        return registers
    }

    /// Register 0 begins with the locality from which the TPM was started, where the log names one (profile 3.3.2); the others with zeros.
    private func initial(_ register: UInt32, _ hash: TPMHash) -> [UInt8] {
        var value = [UInt8](repeating: 0, count: hash.length)
        let name = Array("StartupLocality".utf8) + [0]
        if register == 0,
            let event = events.first(where: { !$0.extends && $0.register == 0 && $0.data.starts(with: name) && $0.data.count == 17 })
        {
            value[hash.length - 1] = event.data[16]
        }
        return value
    }

    /// Throws `event_log_mismatch` unless every register that the log extends has the value that was signed.
    ///
    /// Registers that the log does not name are left to those who measure them; a log without a bank in common with the quote is refused.
    package func check(against banks: [PCRBank]) throws(AttestationError) {
        let common = banks.filter { algorithms.contains($0.hash) && $0.hash.isCollisionResistant && !$0.values.isEmpty }
        guard !common.isEmpty else {
            throw AttestationError(refusing: .eventLogMismatch, "the event log has no bank that the TPM quoted and that is not SHA-1's")
        }
        var confirmed = 0
        for bank in common {
            let replayed = replayed(in: bank.hash)
            for (index, value) in replayed.sorted(by: { $0.key < $1.key }) {
                guard let register = UInt8(exactly: index), index < 24 else {
                    throw AttestationError(refusing: .eventLogMismatch, "the event log names register \(index), which no TPM has")
                }
                // Registers that the quote leaves out are not vouched for, and cannot contradict.
                guard let signed = bank.values[register] else { continue }
                guard signed == value else {
                    throw AttestationError(
                        refusing: .eventLogMismatch, "the event log does not replay to register \(index) of the \(bank.hash) bank")
                }
                confirmed += 1
            }
        }
        guard confirmed > 0 else {
            throw AttestationError(refusing: .eventLogMismatch, "no register that the event log extends was quoted")
        }
    }

    /// Throws `event_log_mismatch` unless the log replays to a trust domain's four runtime measurements (SHA-384, 48 bytes each).
    ///
    /// Index n of a confidential-computing log is RTMR n−1; nothing may be extended into index 0, the launch measurement.
    package func check(againstRuntimeMeasurements measurements: [[UInt8]]) throws(AttestationError) {
        guard algorithms.contains(.sha384) else {
            throw AttestationError(refusing: .eventLogMismatch, "the event log has no SHA-384 digests")
        }
        let replayed = replayed(in: .sha384)
        for index in replayed.keys.sorted() where index == 0 || index > measurements.count {
            throw AttestationError(refusing: .eventLogMismatch, "the event log extends register \(index), which is not one of runtime")
        }
        // One that extends nothing says nothing: it would fit every domain.
        guard !replayed.isEmpty else { throw AttestationError(refusing: .eventLogMismatch, "the event log extends no register") }
        for (index, measurement) in measurements.enumerated() {
            guard let value = replayed[UInt32(index) + 1] else { continue }
            guard value == measurement else {
                throw AttestationError(refusing: .eventLogMismatch, "the event log does not replay to RTMR\(index)")
            }
        }
    }
}
