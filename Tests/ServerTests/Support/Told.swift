import ControlAPI

/// What an executor was told until now.
struct Told {
    let stream: AsyncStream<Cloister_V1_AttachResponse>
    let outbound: AsyncStream<Cloister_V1_AttachResponse>.Continuation

    /// Ends the stream and gives everything: `assignment` and `revocation`, each with its lease.
    func all() async -> [String] {
        outbound.finish()
        var all: [String] = []
        for await message in stream {
            switch message.message {
            case .assignment(let assignment): all.append("assignment \(assignment.lease.map { $0 })")
            case .revocation(let revocation): all.append("revocation \(revocation.lease.map { $0 })")
            case .drain: all.append("drain")
            case nil: all.append("nothing")
            }
        }
        return all
    }
}
