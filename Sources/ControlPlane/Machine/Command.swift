/// What a caller asks for. ``State/decide(_:by:key:at:)`` turns it into events or refuses.
public enum Command: Hashable, Sendable {
    /// Sets up an empty ledger. System only.
    case configure(Configuration)
    /// Notes that another control node, of this measurement, gets the ledger's keys and those of the assets that admit it. System only.
    case handOverKeys(to: String)
    /// Notes who can recover the ledger's keys, and from which package. System only.
    case setRecovery(RecoveryRecord)
    /// Notes that the holders of these numbers, ascending, gave the ledger's keys back. System only.
    case recoverKeys(generation: UInt64, holders: [UInt8])

    /// Registers the party that signed the document.
    case registerParty(SignedDocument<PartyRegistration>)
    /// Stops everything that the party takes part in. Administrators only.
    case suspendParty(PartyID)
    /// Ends a suspension. Administrators only.
    case reinstateParty(PartyID)

    /// Registers a function with its payload; the salt (32 bytes) opens the manifest's commitment.
    case registerFunction(SignedDocument<FunctionManifest>, salt: [UInt8], payload: [UInt8])
    /// Stops new runs of a function. Owner only.
    case disableFunction(FunctionDigest)
    /// Allows them again. Owner only.
    case enableFunction(FunctionDigest)
    /// Hides a function; agreements that name it keep it. Owner only.
    case deleteFunction(FunctionDigest)

    /// Registers an asset; `blobPresent` says whether the control node holds the ciphertext.
    case registerAsset(SignedDocument<AssetRegistration>, blobPresent: Bool)
    /// Notes that an asset's ciphertext has arrived. System only.
    case recordBlob(AssetID)
    /// Erases an asset's key. Owner only; open to suspended parties.
    case deleteAsset(AssetID)

    /// Proposes terms; the proposer's signature counts.
    case proposeAgreement(SignedDocument<AgreementTerms>)
    /// Signs terms: raw `r ‖ s` over the exact bytes that were proposed.
    case signAgreement(AgreementID, signature: [UInt8])
    /// Takes back a proposal. Proposer only; open to suspended parties.
    case withdrawAgreement(AgreementID)
    /// Ends an agreement, and cancels its unfinished runs. Any participant; open to suspended parties.
    case haltAgreement(AgreementID)
    /// Forgets agreements that expired long enough ago, with their finished runs; at most this many. System only.
    case forgetExpired(atMost: Int)

    /// Admits and charges a run; the inputs are those of the slots that the requester provides, ascending.
    case admitRun(AgreementID, run: RunID, inputs: [RunInput])
    /// Gives a waiting run to an executor; the nonce becomes part of the lease. System only.
    case startRun(RunID, executor: String, nonce: UInt64)
    /// Commits the result: the outputs ascending, and one key for each recipient of each output in the order of the terms.
    case completeRun(RunID, lease: Lease, outputs: [RunOutput], keys: [OutputKey])
    /// Commits a failure. With lease nil, the system fails a run that is waiting.
    case failRun(RunID, lease: Lease?, failure: RunFailure)
    /// Puts a run whose executor is lost back into the queue and charges the further attempt, or fails it. System only.
    case requeueRun(RunID, lease: Lease)
    /// Cancels an unfinished run. Requester or system; open to suspended parties.
    case cancelRun(RunID)
}
