import Ledger

extension NodeLife {
    /// Whether the end of this life by an error is as it must be.
    func judge(_ error: any Error) {
        guard isAlive else { return }
        guard let error = error as? LedgerError else {
            return world.oracle.violate("\(name) fails with \(type(of: error))")
        }
        engine.note("\(name) refuses: \(error.code)")
        world.refusals[error.code, default: 0] += 1
        let history = slot.history
        let isRight: Bool
        switch error.code {
        case .storeFailed, .poisoned: isRight = hadDiskFault || history.isDamaged
        case .unwitnessed: isRight = world.setting.isQuorum && !mayGoOn
        case .damagedEntry, .missingEntry, .damagedStore, .damagedSnapshot: isRight = history.isDamaged || history.hasLostLog
        case .foreignStore, .inUse: isRight = history.isDamaged
        case .emptyLedger: isRight = history.isDamaged || history.isCut || slot.number != 0
        case .behindRemembered, .forkedFromRemembered:
            isRight = slot.seen.map { !$0.isBeginning(of: history) } ?? false || history.isCut || history.isDamaged
        default: isRight = false
        }
        world.oracle.demand(isRight, "\(name) refuses for no reason: \(error.code), \(error.message)")
    }

    /// Whether nothing stands in the way of a quorum now.
    private var mayGoOn: Bool {
        !world.isTroubled && world.witnesses.count { $0.supports(slot.history) } >= world.setting.policy.needed
    }
}
