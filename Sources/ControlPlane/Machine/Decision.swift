/// An accepted command: what to make durable and apply, and what to tell the caller once it is durable.
public struct Decision: Equatable, Sendable {
    /// In order; empty for a repetition of a command that was accepted before.
    public let events: [Event]
    /// What the caller learns.
    public let outcome: Outcome

    /// Whether the command had been accepted before, so that there is nothing to append.
    public var isRepetition: Bool { events.isEmpty }
}
