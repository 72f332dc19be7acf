package import ControlAPI

/// A run, as far as the caller may see it.
public struct RunRecord: Sendable, Equatable {
    /// Hexadecimal, 16 bytes.
    public let id: String
    /// The agreement's id.
    public let agreement: String
    /// The party id of who asked for it.
    public let requester: String
    /// Where it is.
    public let status: Status
    /// Seconds since 1970, by the node's time.
    public let createdAt: UInt64
    /// Seconds since 1970, by the node's time; 0 while it has not ended.
    public let endedAt: UInt64
    /// How often it was started; each attempt is charged.
    public let attempts: UInt32
    /// A code of the closed list, if it failed.
    public let failure: String?
    /// What is wrong with the caller's own inputs.
    public let problems: [Problem]
    /// For recipients of a succeeded run.
    package let outputs: [Cloister_V1_RunOutput]

    /// The states of a run.
    public enum Status: String, Sendable, Encodable {
        /// Waiting for an executor.
        case queued
        /// On an executor.
        case running
        /// Its result is committed.
        case succeeded
        /// It ended without a result.
        case failed
        /// Somebody who may stopped it.
        case canceled

        /// Whether it can still change.
        public var isFinal: Bool { self != .queued && self != .running }
    }

    /// What is wrong with one of the caller's own inputs.
    public struct Problem: Sendable, Encodable, Equatable {
        /// The input's slot.
        public let slot: String
        /// A code of the closed list.
        public let code: String
        /// One sentence.
        public let message: String
    }

    package init(_ run: Cloister_V1_Run) throws(ClientError) {
        guard let status = Status(rawValue: run.status) else { throw .invalidAnswer("the service sent a run in an unknown state") }
        id = run.id
        agreement = run.agreement
        requester = run.requester
        self.status = status
        createdAt = run.createdAt
        endedAt = run.endedAt
        attempts = run.attempts
        failure = run.failure.isEmpty ? nil : run.failure
        problems = run.problems.map { Problem(slot: $0.slot, code: $0.code, message: $0.message) }
        outputs = run.outputs
    }
}
