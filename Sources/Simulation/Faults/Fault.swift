/// What can go wrong. Each must strike somewhere in a run of all seeds.
enum Fault: String, CaseIterable, Sendable {
    case killed = "node killed between two steps"
    case killedInWrite = "node killed in the midst of a disk operation"
    case powerCut = "power cut, unsynced sectors lost"
    case tornWrite = "write torn: some sectors survived, some did not"
    case ioError = "disk operation failed until restart (EIO)"
    case ioErrorOnce = "disk operation failed once (EIO)"
    case syncFailed = "fsync failed, later ones succeeded"
    case diskFull = "disk full"
    case slowSync = "slow fsync"
    case bitRot = "bit flipped on the disk"
    case logRemoved = "write-ahead log removed"
    case rowRemoved = "row removed"
    case rowsSwapped = "rows swapped"
    case tailRemoved = "last rows removed"
    case rolledBack = "older copy of the disk put back"
    case cloned = "second node started on a copy of the disk"
    case requestLost = "request to a witness lost"
    case replyLost = "answer of a witness lost"
    case late = "message late, after others or after its deadline"
    case duplicated = "request to a witness delivered twice"
    case partitioned = "nodes cut off from a witness"
    case staleReply = "old answer of a witness replayed"
    case forgedReply = "answer forged on the way"
    case witnessKilled = "witness killed"
    case witnessKilledInSave = "witness killed while it saved"
    case witnessSaveFailed = "witness could not save"
    case witnessLied = "bad witness cosigned whatever it was given"
    case witnessPutBack = "bad witness's state put back"
    case hostClockJumped = "node's host clock jumped"
    case monotonicFrozen = "node's monotonic clock frozen"
    case monotonicBack = "node's monotonic clock went back"
    case witnessClockJumped = "witness's clock jumped"

    /// Whether it may strike by itself at a moment that the plan chooses.
    var isPlanned: Bool {
        switch self {
        case .tornWrite, .syncFailed, .requestLost, .replyLost, .late, .duplicated, .staleReply, .forgedReply, .witnessLied: false
        default: true
        }
    }
}
