/// What a verifier demands of a node. Cannot be empty, and cannot leave out which software is good: neither compiles.
public struct AppraisalPolicy: Sendable {
    /// A dangerous choice. None is ever on by default, and each is spelt out where it is made.
    public struct Danger: Hashable, Sendable {
        private enum Choice { case debug, softwareTEE }
        private let choice: Choice
        private init(_ choice: Choice) { self.choice = choice }

        /// Accept nodes whose memory their operator can read with a debugger.
        public static let unsafeAllowDebug = Danger(.debug)
        /// Accept evidence with no hardware behind it.
        public static let unsafeAcceptSoftwareTEE = Danger(.softwareTEE)
    }

    /// The requirements, in order.
    public let requirements: [any AppraisalRequirement]
    /// The dangerous choices made.
    public let dangers: Set<Danger>

    /// A policy of the requirements in the block; the first says which software is good.
    public init(accepting dangers: Set<Danger> = [], @AppraisalPolicyBuilder _ requirements: () -> [any AppraisalRequirement]) {
        self.dangers = dangers
        self.requirements = requirements()
    }

    /// A policy of requirements that are known only at run time.
    public init(accepting dangers: Set<Danger> = [], software: any SoftwareRequirement, and others: [any AppraisalRequirement]) {
        self.dangers = dangers
        requirements = [software] + others
    }
}

/// Puts a policy together. It has no `buildBlock()`, and takes only a `SoftwareRequirement` first.
@resultBuilder
public enum AppraisalPolicyBuilder {
    /// Starts a policy with the software that is good.
    public static func buildPartialBlock(first: some SoftwareRequirement) -> [any AppraisalRequirement] { [first] }

    /// Adds a requirement.
    public static func buildPartialBlock(
        accumulated: [any AppraisalRequirement], next: some AppraisalRequirement
    ) -> [any AppraisalRequirement] {
        accumulated + [next]
    }
}
