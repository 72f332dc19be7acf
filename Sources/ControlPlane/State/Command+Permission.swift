extension Command {
    /// Which kinds of callers may give the command at all; decided before any object is looked up.
    enum Callers {
        case system
        case parties
        case executorsAndSystem
        case partiesAndSystem
    }

    var callers: Callers {
        switch self {
        case .configure, .handOverKeys, .setRecovery, .recoverKeys, .recordBlob, .forgetExpired, .startRun, .requeueRun: .system
        case .completeRun, .failRun: .executorsAndSystem
        case .cancelRun: .partiesAndSystem
        case .registerParty, .suspendParty, .reinstateParty, .registerFunction, .disableFunction, .enableFunction, .deleteFunction,
            .registerAsset, .deleteAsset, .proposeAgreement, .signAgreement, .withdrawAgreement, .haltAgreement, .admitRun:
            .parties
        }
    }

    /// Whether a suspended party may still do it: what only takes back consent is never an administrator's to prevent.
    var isOpenToSuspended: Bool {
        switch self {
        case .disableFunction, .deleteAsset, .withdrawAgreement, .haltAgreement, .cancelRun: true
        default: false
        }
    }
}
