import Wire

/// The ledger's time as a value: what is known of it, and since when (docs/spec/witness.md, "Time").
struct LedgerTime {
    private var base: UInt64 = 0
    private var since = Duration.zero
    private var latest: UInt64 = 0
    private var confirmed: Duration?

    /// The seconds since 1970 at a monotonic moment; never less than an earlier answer, even if that clock goes back too.
    mutating func now(at moment: Duration) -> UInt64 {
        latest = max(latest, base + UInt64(max(0, (moment - since).components.seconds)))
        return latest
    }

    /// Moves the time forward to one that is known; an earlier one changes nothing.
    mutating func raise(to time: UInt64, at moment: Duration) {
        let time = min(time, CosignerKey.maximumTime)
        guard time > now(at: moment) else { return }
        base = time
        since = moment
    }

    /// Takes the median that a quorum gave to requests of which the earliest was sent at `asked`.
    mutating func confirm(_ time: UInt64, asked: Duration, at moment: Duration) {
        raise(to: time, at: moment)
        confirmed = max(confirmed ?? asked, asked)
    }

    /// How long ago a quorum confirmed the time; nil if none ever did.
    func age(at moment: Duration) -> Duration? { confirmed.map { max(.zero, moment - $0) } }
}
