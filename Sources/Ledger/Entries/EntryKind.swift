/// What an entry is for.
enum EntryKind: UInt8 {
    /// The first entry of an epoch, written by the journal when it opens.
    case opening = 1
    /// A record that was appended.
    case record = 2
    /// Says that a snapshot was made: its size and its digest.
    case snapshot = 3
    /// The ledger's time, written by the journal.
    case time = 4
}
