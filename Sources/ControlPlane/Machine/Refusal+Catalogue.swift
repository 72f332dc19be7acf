extension Refusal {
    // One sentence each, so that equal reasons read alike wherever they arise.
    // Names of slots and parameters are echoed only after their syntax was checked.

    /// The one answer for what is absent and for what the caller may not see.
    public static let notFound = Refusal(.notFound, .notFound, "There is no such object, or you may not see it.")
    static let notRegistered = Refusal(.notRegistered, .unauthenticated, "Your key is not registered on this ledger; register first.")
    static let actorNotAllowed = Refusal(.actorNotAllowed, .denied, "A caller of this kind cannot do this.")
    static let partySuspended = Refusal(.partySuspended, .denied, "You are suspended; ask an administrator of this ledger.")
    static let idempotencyKeyMissing = Refusal(
        .idempotencyKeyMissing, .invalid, "The request carries no idempotency key; send 16 bytes of your choice.")
    static let idempotencyKeyReused = Refusal(
        .idempotencyKeyReused, .conflict, "The idempotency key was used for another request; choose a new one.")
    static let pageSizeInvalid = Refusal(.pageSizeInvalid, .invalid, "A page holds 1 to 100 objects; ask for fewer.")
    static let cursorInvalid = Refusal(.cursorInvalid, .invalid, "The page token is not one that this list gave; start again.")

    static let notConfigured = Refusal(.notConfigured, .unavailable, "The ledger has no configuration yet; try again later.")
    static let alreadyConfigured = Refusal(.alreadyConfigured, .conflict, "The ledger has its configuration already.")
    static let configurationInvalid = Refusal(.configurationInvalid, .invalid, "The ledger's configuration contradicts itself.")
    static let wrongLedger = Refusal(.wrongLedger, .invalid, "The document names another ledger; make it for this one.")

    static let signatureInvalid = Refusal(.signatureInvalid, .denied, "The signature is not yours over these bytes; sign again.")
    static let notYourDocument = Refusal(.notYourDocument, .denied, "The document speaks for another party; only that party may submit it.")

    static let partyExists = Refusal(.partyExists, .conflict, "The party is registered already.")
    static let registrationClosed = Refusal(
        .registrationClosed, .denied, "Only an administrator registers parties here; send yours your signed registration.")
    static let roleReserved = Refusal(
        .roleReserved, .denied, "The roles admin and auditor are reserved for keys that the ledger's configuration names.")
    static let partyStateUnchanged = Refusal(.partyStateUnchanged, .conflict, "The party is in that state already.")
    static let selfSuspension = Refusal(.selfSuspension, .invalid, "You cannot suspend yourself.")
    static let partyLimit = Refusal(.partyLimit, .exhausted, "The ledger takes no more parties.")

    static let functionExists = Refusal(.functionExists, .conflict, "The function is registered already.")
    static let versionTaken = Refusal(
        .versionTaken, .conflict, "You have registered another function under this name and version; raise the version.")
    static let functionDisabled = Refusal(.functionDisabled, .denied, "The function is disabled by its owner; ask the owner.")
    static let functionStateUnchanged = Refusal(.functionStateUnchanged, .conflict, "The function is in that state already.")
    static let payloadMismatch = Refusal(
        .payloadMismatch, .invalid, "The payload is not what the manifest commits to; register both anew.")
    static let payloadTooLarge = Refusal(.payloadTooLarge, .invalid, "The payload is longer than this ledger allows; make it smaller.")
    static let functionLimit = Refusal(.functionLimit, .exhausted, "There is no room for another function.")

    static let assetExists = Refusal(.assetExists, .conflict, "The asset is registered already.")
    static let assetLimit = Refusal(.assetLimit, .exhausted, "You have no room for another asset; delete one first.")

    static let agreementExists = Refusal(.agreementExists, .conflict, "The agreement was proposed already.")
    static let notParticipant = Refusal(.notParticipant, .denied, "You take no part in these terms; a participant must propose them.")
    static let multipleProviders = Refusal(
        .multipleProviders, .invalid, "Only one party can provide inputs with each run; bind the others' as assets.")
    static let tooManyParticipants = Refusal(.tooManyParticipants, .invalid, "An agreement has at most 64 participants.")
    static let jailProfileUnknown = Refusal(.jailProfileUnknown, .invalid, "This ledger does not know the jail profile.")
    static let witnessPolicyMismatch = Refusal(
        .witnessPolicyMismatch, .invalid, "This ledger is witnessed in another way than the terms say.")
    static let alreadySigned = Refusal(.alreadySigned, .conflict, "You have signed the agreement already.")
    static let agreementNotProposed = Refusal(.agreementNotProposed, .conflict, "The agreement is no proposal any more.")
    static let notProposer = Refusal(.notProposer, .denied, "Only the proposer may withdraw a proposal; you may halt it.")
    static let agreementNotSigned = Refusal(
        .agreementNotSigned, .denied, "Not every required party has signed the agreement; ask those who have not.")
    static let agreementExpired = Refusal(.agreementExpired, .denied, "The agreement has expired; propose a new one.")
    static let agreementHalted = Refusal(.agreementHalted, .denied, "A participant halted the agreement; propose a new one.")
    static let agreementWithdrawn = Refusal(.agreementWithdrawn, .denied, "The proposer withdrew the agreement; propose a new one.")
    static let agreementExhausted = Refusal(.agreementExhausted, .exhausted, "The agreement's runs are used up; propose a new one.")
    static let participantSuspended = Refusal(.participantSuspended, .denied, "A participant of the agreement is suspended.")
    static let agreementLimit = Refusal(.agreementLimit, .exhausted, "There is no room for another agreement.")

    static let notAllowedToRun = Refusal(
        .notAllowedToRun, .denied, "Only those who provide inputs or receive outputs may run the agreement.")
    static let outputMismatch = Refusal(
        .outputMismatch, .invalid, "The outputs or their keys are not exactly those that the agreement names.")
    static let runExists = Refusal(.runExists, .conflict, "The run's name is taken; choose another.")
    static let partyRunLimit = Refusal(.partyRunLimit, .exhausted, "You have too many runs under way; wait for one to finish.")
    static let queueFull = Refusal(.queueFull, .unavailable, "The queue is full; try again later.")
    static let runNotQueued = Refusal(.runNotQueued, .conflict, "The run is not waiting.")
    static let runFinished = Refusal(.runFinished, .conflict, "The run is over.")
    static let notRequester = Refusal(.notRequester, .denied, "Only the requester may cancel a run; you may halt the agreement.")
    static let staleLease = Refusal(.staleLease, .conflict, "The lease is not the run's current one; drop the work.")
    static let failureInvalid = Refusal(.failureInvalid, .invalid, "The failure's details do not fit the run.")

    static func roleRequired(_ role: String) -> Refusal {
        Refusal(.roleRequired, .denied, "This takes the role \(role).")
    }
    static func limitsInvalid(_ what: String) -> Refusal {
        Refusal(.limitsInvalid, .invalid, "The agreement's limit on \(what) is not one that this ledger allows.")
    }
    static func slotMismatch(_ what: String) -> Refusal { Refusal(.slotMismatch, .invalid, what) }
    static func parameterInvalid(_ name: String) -> Refusal {
        Refusal(.parameterInvalid, .invalid, "The parameter \"\(name)\" is unknown, missing, or not of its kind.")
    }
    static func recipientKeyMismatch(_ slot: String) -> Refusal {
        Refusal(
            .recipientKeyMismatch, .invalid,
            "A recipient of the output \"\(slot)\" has another key than the terms name; fetch it again.")
    }
    static func assetUnavailable(_ slot: String) -> Refusal {
        Refusal(.assetUnavailable, .unavailable, "The asset for the slot \"\(slot)\" is deleted or not uploaded; ask its owner.")
    }
    static func assetUsageDenied(_ slot: String) -> Refusal {
        Refusal(.assetUsageDenied, .denied, "The policy of the asset for the slot \"\(slot)\" does not allow this function.")
    }
    static func assetTooLarge(_ slot: String) -> Refusal {
        Refusal(.assetTooLarge, .invalid, "The asset for the slot \"\(slot)\" is longer than the slot allows.")
    }
    static func releaseDenied(_ slot: String) -> Refusal {
        Refusal(.releaseDenied, .denied, "The policy of the asset for the slot \"\(slot)\" does not allow this executor's software.")
    }
    static func slotNotYours(_ slot: String) -> Refusal {
        Refusal(.slotNotYours, .denied, "The slot \"\(slot)\" is another party's to fill.")
    }
    static func inputTooLarge(_ slot: String?) -> Refusal {
        let what = slot.map { "The input for the slot \"\($0)\" is" } ?? "The inputs together are"
        return Refusal(.inputTooLarge, .invalid, "\(what) longer than the agreement allows.")
    }
    static func outputTooLarge(_ slot: String?) -> Refusal {
        let what = slot.map { "The output \"\($0)\" is" } ?? "The outputs together are"
        return Refusal(.outputTooLarge, .invalid, "\(what) longer than the agreement allows.")
    }
}
