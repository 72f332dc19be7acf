import Attestation
import AttestedTransport
import Client

/// What node.json remembers of the node: where it is, which ledger it keeps, and the newest head seen of it.
struct NodeFile: Codable, Equatable, Sendable {
    var version = 1
    /// `host:port`.
    var server: String
    /// The ledger's name.
    var origin: String
    /// The newest head seen.
    var checkpoint: SeenCheckpoint?
    /// What stands in front of the node; absent if nothing does.
    var proxy: ProxyRoute?
    /// Who must have cosigned the ledger's heads; absent if nobody must.
    var witnesses: WitnessTrust?
}

extension HomeFolder {
    /// What is remembered of the node; nil before the first `cloister attest --pin`.
    func nodeFile() throws -> NodeFile? {
        guard exists(.node) else { return nil }
        let file = try decode(NodeFile.self, from: .node)
        guard file.version == 1, Endpoint(file.server) != nil else {
            throw LocalFileError(filePath(.node), "is damaged: it is not what cloister wrote there")
        }
        return file
    }

    /// The party's trust file; nil before the first `cloister attest --pin`.
    func trustFile() throws -> TrustFile? {
        exists(.trust) ? try TrustFile(json: try read(.trust)) : nil
    }

    /// Remembers a newer head. Commands that run beside each other never replace a newer one by an older.
    func remember(_ seen: SeenLedger) throws {
        try locked {
            guard var file = try nodeFile() else { return }
            if let known = try file.checkpoint?.seen().checkpoint, known.size >= seen.checkpoint.size {
                guard known.size > seen.checkpoint.size || known.root == seen.checkpoint.root else {
                    throw CommandFailure(
                        .appraisalRefused, reason: "LEDGER_FORKED",
                        message: "another command has just seen another ledger of the same size: there are two of it")
                }
                return
            }
            file.checkpoint = SeenCheckpoint(seen)
            try encode(file, to: .node)
        }
    }
}
