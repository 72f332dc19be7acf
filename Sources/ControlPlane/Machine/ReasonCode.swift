/// Why a request was refused: stable upper-case text that programs may compare. docs/spec/reasons.md lists them all.
public struct ReasonCode: Hashable, Sendable, CustomStringConvertible {
    /// The stable text.
    public let text: String

    init(_ text: String) { self.text = text }

    /// The stable text.
    public var description: String { text }

    // MARK: Who asks

    /// There is no such object, or the caller may not see it: the two are never told apart.
    public static let notFound = ReasonCode("NOT_FOUND")
    /// The caller's key is not registered.
    public static let notRegistered = ReasonCode("NOT_REGISTERED")
    /// This kind of caller may never do this.
    public static let actorNotAllowed = ReasonCode("ACTOR_NOT_ALLOWED")
    /// The caller lacks the role that this takes.
    public static let roleRequired = ReasonCode("ROLE_REQUIRED")
    /// The caller is suspended.
    public static let partySuspended = ReasonCode("PARTY_SUSPENDED")
    /// The request carries no idempotency key.
    public static let idempotencyKeyMissing = ReasonCode("IDEMPOTENCY_KEY_MISSING")
    /// The idempotency key was used for another request.
    public static let idempotencyKeyReused = ReasonCode("IDEMPOTENCY_KEY_REUSED")
    /// The page size is not between 1 and 100.
    public static let pageSizeInvalid = ReasonCode("PAGE_SIZE_INVALID")
    /// The page token is not one that a list gave.
    public static let cursorInvalid = ReasonCode("CURSOR_INVALID")

    // MARK: The ledger

    /// The ledger has no configuration yet.
    public static let notConfigured = ReasonCode("NOT_CONFIGURED")
    /// The ledger has its configuration already.
    public static let alreadyConfigured = ReasonCode("ALREADY_CONFIGURED")
    /// The configuration contradicts itself.
    public static let configurationInvalid = ReasonCode("CONFIGURATION_INVALID")
    /// The document names another ledger.
    public static let wrongLedger = ReasonCode("WRONG_LEDGER")

    // MARK: Documents

    /// The signature is not the caller's over these bytes.
    public static let signatureInvalid = ReasonCode("SIGNATURE_INVALID")
    /// The document speaks for another party than the caller.
    public static let notYourDocument = ReasonCode("NOT_YOUR_DOCUMENT")

    // MARK: Parties

    /// The party is registered already.
    public static let partyExists = ReasonCode("PARTY_EXISTS")
    /// Only an administrator registers parties on this ledger.
    public static let registrationClosed = ReasonCode("REGISTRATION_CLOSED")
    /// The role is reserved for keys that the ledger's configuration names.
    public static let roleReserved = ReasonCode("ROLE_RESERVED")
    /// The party is in that state already.
    public static let partyStateUnchanged = ReasonCode("PARTY_STATE_UNCHANGED")
    /// An administrator cannot suspend itself.
    public static let selfSuspension = ReasonCode("SELF_SUSPENSION")
    /// The ledger takes no more parties.
    public static let partyLimit = ReasonCode("PARTY_LIMIT")

    // MARK: Functions

    /// The function is registered already.
    public static let functionExists = ReasonCode("FUNCTION_EXISTS")
    /// The owner has registered another manifest under this name and version.
    public static let versionTaken = ReasonCode("VERSION_TAKEN")
    /// The function is disabled by its owner.
    public static let functionDisabled = ReasonCode("FUNCTION_DISABLED")
    /// The function is in that state already.
    public static let functionStateUnchanged = ReasonCode("FUNCTION_STATE_UNCHANGED")
    /// The payload is not what the manifest commits to.
    public static let payloadMismatch = ReasonCode("PAYLOAD_MISMATCH")
    /// The payload is longer than the ledger allows.
    public static let payloadTooLarge = ReasonCode("PAYLOAD_TOO_LARGE")
    /// The caller or the ledger has no room for another function.
    public static let functionLimit = ReasonCode("FUNCTION_LIMIT")

    // MARK: Assets

    /// The asset is registered already.
    public static let assetExists = ReasonCode("ASSET_EXISTS")
    /// An asset of the agreement was deleted, or its ciphertext has not arrived.
    public static let assetUnavailable = ReasonCode("ASSET_UNAVAILABLE")
    /// The asset's usage policy does not name the function.
    public static let assetUsageDenied = ReasonCode("ASSET_USAGE_DENIED")
    /// The asset does not fit its slot.
    public static let assetTooLarge = ReasonCode("ASSET_TOO_LARGE")
    /// An asset's release policy does not name the executor's measurement.
    public static let releaseDenied = ReasonCode("RELEASE_DENIED")
    /// The caller has no room for another asset.
    public static let assetLimit = ReasonCode("ASSET_LIMIT")

    // MARK: Agreements

    /// The agreement was proposed already.
    public static let agreementExists = ReasonCode("AGREEMENT_EXISTS")
    /// The caller takes no part in the terms that it proposes.
    public static let notParticipant = ReasonCode("NOT_PARTICIPANT")
    /// The slots are not exactly those that the function or the agreement has.
    public static let slotMismatch = ReasonCode("SLOT_MISMATCH")
    /// A parameter is unknown, missing, or not of its kind.
    public static let parameterInvalid = ReasonCode("PARAMETER_INVALID")
    /// The recipient's registered key is not the one that the terms name.
    public static let recipientKeyMismatch = ReasonCode("RECIPIENT_KEY_MISMATCH")
    /// More than one party would have to provide inputs with each run.
    public static let multipleProviders = ReasonCode("MULTIPLE_PROVIDERS")
    /// More parties would have to sign than the ledger allows.
    public static let tooManyParticipants = ReasonCode("TOO_MANY_PARTICIPANTS")
    /// The agreement's limits are zero, in the past, or beyond what the ledger allows.
    public static let limitsInvalid = ReasonCode("LIMITS_INVALID")
    /// The ledger does not know the jail profile.
    public static let jailProfileUnknown = ReasonCode("JAIL_PROFILE_UNKNOWN")
    /// The ledger is witnessed in another way than the terms say.
    public static let witnessPolicyMismatch = ReasonCode("WITNESS_POLICY_MISMATCH")
    /// The caller has signed already.
    public static let alreadySigned = ReasonCode("ALREADY_SIGNED")
    /// The agreement is not a proposal any more.
    public static let agreementNotProposed = ReasonCode("AGREEMENT_NOT_PROPOSED")
    /// Only the proposer may withdraw a proposal.
    public static let notProposer = ReasonCode("NOT_PROPOSER")
    /// Not every required party has signed.
    public static let agreementNotSigned = ReasonCode("AGREEMENT_NOT_SIGNED")
    /// The agreement has expired.
    public static let agreementExpired = ReasonCode("AGREEMENT_EXPIRED")
    /// A participant halted the agreement.
    public static let agreementHalted = ReasonCode("AGREEMENT_HALTED")
    /// The proposer withdrew the agreement.
    public static let agreementWithdrawn = ReasonCode("AGREEMENT_WITHDRAWN")
    /// The agreement's runs are used up.
    public static let agreementExhausted = ReasonCode("AGREEMENT_EXHAUSTED")
    /// A participant of the agreement is suspended.
    public static let participantSuspended = ReasonCode("PARTICIPANT_SUSPENDED")
    /// The caller or the ledger has no room for another agreement.
    public static let agreementLimit = ReasonCode("AGREEMENT_LIMIT")

    // MARK: Runs

    /// The caller's part in the agreement does not include running it.
    public static let notAllowedToRun = ReasonCode("NOT_ALLOWED_TO_RUN")
    /// The slot is another party's to fill.
    public static let slotNotYours = ReasonCode("SLOT_NOT_YOURS")
    /// An input, or all together, exceed what function and agreement allow.
    public static let inputTooLarge = ReasonCode("INPUT_TOO_LARGE")
    /// An output, or all together, exceed what function, agreement and ledger allow.
    public static let outputTooLarge = ReasonCode("OUTPUT_TOO_LARGE")
    /// Outputs or keys are not exactly those that the agreement names.
    public static let outputMismatch = ReasonCode("OUTPUT_MISMATCH")
    /// The run's name is taken.
    public static let runExists = ReasonCode("RUN_EXISTS")
    /// The caller has too many runs under way.
    public static let partyRunLimit = ReasonCode("PARTY_RUN_LIMIT")
    /// The ledger's queue is full.
    public static let queueFull = ReasonCode("QUEUE_FULL")
    /// The run is not waiting.
    public static let runNotQueued = ReasonCode("RUN_NOT_QUEUED")
    /// The run is over.
    public static let runFinished = ReasonCode("RUN_FINISHED")
    /// Only the requester may cancel a run.
    public static let notRequester = ReasonCode("NOT_REQUESTER")
    /// The lease is not the run's current one.
    public static let staleLease = ReasonCode("STALE_LEASE")
    /// A failure's detail names a slot or an owner that the run does not have.
    public static let failureInvalid = ReasonCode("FAILURE_INVALID")

    /// Every code that this module gives.
    public static let all: [ReasonCode] = [
        notFound, notRegistered, actorNotAllowed, roleRequired, partySuspended, idempotencyKeyMissing, idempotencyKeyReused,
        pageSizeInvalid, cursorInvalid, notConfigured, alreadyConfigured, configurationInvalid, wrongLedger, signatureInvalid,
        notYourDocument, partyExists, registrationClosed, roleReserved, partyStateUnchanged, selfSuspension, partyLimit,
        functionExists, versionTaken, functionDisabled, functionStateUnchanged, payloadMismatch, payloadTooLarge, functionLimit,
        assetExists, assetUnavailable, assetUsageDenied, assetTooLarge, releaseDenied, assetLimit, agreementExists, notParticipant,
        slotMismatch, parameterInvalid, recipientKeyMismatch, multipleProviders, tooManyParticipants, limitsInvalid,
        jailProfileUnknown, witnessPolicyMismatch, alreadySigned, agreementNotProposed, notProposer, agreementNotSigned,
        agreementExpired, agreementHalted, agreementWithdrawn, agreementExhausted, participantSuspended, agreementLimit,
        notAllowedToRun, slotNotYours, inputTooLarge, outputTooLarge, outputMismatch, runExists, partyRunLimit, queueFull,
        runNotQueued, runFinished, notRequester, staleLease, failureInvalid,
    ]
}
