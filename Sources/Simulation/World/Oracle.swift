import Ledger

/// What must hold at every moment, judged from outside by what was written and said.
final class Oracle: @unchecked Sendable {
    /// A head that somebody asked a witness to cosign, and the log behind it.
    struct Head {
        let size: Int
        let history: History
    }

    private(set) var violations: [String] = []
    // The one log of which a quorum has told somebody: the chain at each size.
    private var agreed: [UInt64] = []
    private var heads: [String: Head] = [:]
    private let engine: Engine

    init(_ engine: Engine) { self.engine = engine }

    func violate(_ what: String) {
        engine.note("VIOLATION: \(what)")
        violations.append(what)
    }

    func demand(_ condition: Bool, _ what: @autoclosure () -> String) { if !condition { violate(what()) } }

    /// A quorum stands behind a log up to a size: no other log may ever have had one.
    func agree(_ history: History, to size: Int, _ who: String) {
        guard size <= history.entries.count else { return violate("\(who) tells of \(size) entries, of which some were never written") }
        let common = min(size, agreed.count)
        guard common == 0 || history.chain(at: common) == agreed[common - 1] else {
            return violate("\(who) goes on with another log than the one acknowledged, at \(common) entries or before")
        }
        for index in common..<size { agreed.append(history.entries[index].chain) }
        // What others are told later must lead from here.
        demand(size >= common, "sizes")
    }

    /// Whether a log holds everything that was acknowledged under a quorum.
    func holdsAgreed(_ history: History) -> Bool {
        agreed.isEmpty || history.chain(at: agreed.count) == agreed.last
    }

    var agreedSize: Int { agreed.count }

    /// Remembers what a head stands for; two logs never share one.
    func note(_ head: Head, text: String, _ who: String) {
        if let known = heads[text] {
            demand(known.history.chain(at: head.size) == head.history.chain(at: head.size), "\(who) signs one head for two logs")
        } else {
            heads[text] = head
        }
    }

    func head(_ text: String) -> Head? { heads[text] }

    /// The text by which a head is known here.
    static func text(size: UInt64, root: TreeHash) -> String { "\(size) \(root)" }
}
