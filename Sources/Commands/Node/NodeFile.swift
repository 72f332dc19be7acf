import Attestation
import AttestedTransport

/// What node.json remembers of the node: where it is, which ledger it keeps, and the newest head seen of it.
struct NodeFile: Codable, Equatable, Sendable {
    var version = 1
    /// `host:port`.
    var server: String
    /// The ledger's name.
    var origin: String
    /// The newest head seen; nil if the node showed none.
    var checkpoint: SeenCheckpoint?
    /// What stands in front of the node; absent if nothing does.
    var proxy: ProxyRoute?
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
    func remember(_ checkpoint: SeenCheckpoint?) throws {
        guard let checkpoint else { return }
        try locked {
            guard var file = try nodeFile() else { return }
            if let known = file.checkpoint, known.size >= checkpoint.size {
                if known.size == checkpoint.size { try SeenCheckpoint.check(checkpoint, after: known) }
                return
            }
            file.checkpoint = checkpoint
            try encode(file, to: .node)
        }
    }
}
