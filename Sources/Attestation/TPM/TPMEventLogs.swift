/// The boot event log that belongs to a quote.
enum TPMEventLogs {
    /// The log that replays to the registers: the one that came with the evidence, which must; or one of the endorsed, if there are any.
    static func log(
        _ embedded: [UInt8]?, or endorsed: [[UInt8]], replayingTo banks: [PCRBank]
    ) throws(AttestationError) -> BootEventLog? {
        if let embedded {
            let log = try BootEventLog(embedded)
            try log.check(against: banks)
            return log
        }
        var failure: AttestationError?
        for bytes in endorsed {
            do throws(AttestationError) {
                let log = try BootEventLog(bytes)
                try log.check(against: banks)
                return log
            } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return nil
    }
}
