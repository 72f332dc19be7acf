/// The boot event log that belongs to a trust domain's quote (CCEL).
enum TDXEventLogs {
    /// The first of the endorsed logs that replays to the four runtime measurements; nil if there are none. One of them must, if there are any.
    static func log(_ endorsed: [[UInt8]], replayingTo measurements: [[UInt8]]) throws(AttestationError) -> BootEventLog? {
        var failure: AttestationError?
        for bytes in endorsed {
            do throws(AttestationError) {
                let log = try BootEventLog(bytes)
                try log.check(againstRuntimeMeasurements: measurements)
                return log
            } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return nil
    }
}
