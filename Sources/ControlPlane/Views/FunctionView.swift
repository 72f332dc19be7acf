/// A function as those see it who may; never its payload.
public struct FunctionView: Equatable, Sendable {
    /// Names it.
    public let digest: FunctionDigest
    /// The manifest with its owner's signature.
    public let document: SignedDocument<FunctionManifest>
    /// Whether its owner stopped new runs.
    public let isDisabled: Bool
    /// Whether it is hidden, and seen only because an agreement names it.
    public let isDeleted: Bool
    /// Ledger time in Unix seconds.
    public let registeredAt: UInt64
}

extension State {
    /// A function that the actor may see.
    public func function(_ digest: FunctionDigest, visibleTo actor: Actor) throws(Refusal) -> FunctionView {
        let viewer = try viewer(actor)
        guard let function = functions[digest], canSee(function, viewer.id) else { throw .notFound }
        return Self.view(of: function)
    }

    /// A function that the actor may see, by its owner's name for it.
    public func function(
        owner: PartyID, name: String, version: String, visibleTo actor: Actor
    ) throws(Refusal) -> FunctionView {
        let viewer = try viewer(actor)
        let name = FunctionName(owner: owner, name: name, version: version)
        guard let digest = functionNames[name], let function = functions[digest], canSee(function, viewer.id) else { throw .notFound }
        return Self.view(of: function)
    }

    /// The functions that the actor may see: first its own, those shared with it and those of its agreements, then the public ones.
    public func functions(visibleTo actor: Actor, after cursor: String? = nil, limit: Int) throws(Refusal) -> Page<FunctionView> {
        let viewer = try viewer(actor)
        let indexes = [holdings(of: viewer).functions, publicFunctions]
        return try page(over: indexes, after: cursor, limit: limit) { digest in
            functions[digest].map { canSee($0, viewer.id) } ?? false
        } _: { digest in
            functions[digest].map(Self.view(of:))
        }
    }

    private static func view(of function: FunctionRecord) -> FunctionView {
        FunctionView(
            digest: function.digest, document: function.document, isDisabled: function.isDisabled, isDeleted: function.isDeleted,
            registeredAt: function.registeredAt)
    }
}
