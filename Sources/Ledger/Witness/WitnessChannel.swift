/// The way to one witness.
public protocol WitnessChannel: Sendable {
    /// Carries the body of an `add-checkpoint` call there, and the answer back. Ends soon after its task is canceled.
    func addCheckpoint(_ body: [UInt8]) async throws -> WitnessReply
}

/// A witness in this process, for tests and simulations.
public struct LocalWitness: WitnessChannel {
    private let witness: Witness

    /// The way to a witness in this process.
    public init(_ witness: Witness) { self.witness = witness }

    /// Asks it at once.
    public func addCheckpoint(_ body: [UInt8]) -> WitnessReply { witness.answer(body) }
}
