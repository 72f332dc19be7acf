/// What an event changes.
public enum Change: Hashable, Sendable {
    /// The ledger was set up.
    case configured(Configuration)
    /// The keys of the ledger, and of the assets that admit this software, were given to another control node, a measurement text.
    case keysHandedOver(to: String, given: UInt64, withheld: UInt64)
    /// Who can recover the ledger's keys, and from which package, from here on.
    case recoverySet(RecoveryRecord)
    /// The holders of these numbers, ascending, gave the ledger's keys to this node.
    case keysRecovered(generation: UInt64, holders: [UInt8])

    /// A party registered.
    case partyRegistered(SignedDocument<PartyRegistration>)
    /// A party was suspended.
    case partySuspended(PartyID)
    /// A suspension ended.
    case partyReinstated(PartyID)

    /// A function was registered; salt and payload are its owner's secrets.
    case functionRegistered(SignedDocument<FunctionManifest>, salt: [UInt8], payload: [UInt8])
    /// A function was disabled.
    case functionDisabled(FunctionDigest)
    /// A function was enabled again.
    case functionEnabled(FunctionDigest)
    /// A function was hidden.
    case functionDeleted(FunctionDigest)

    /// An asset was registered.
    case assetRegistered(SignedDocument<AssetRegistration>, blobPresent: Bool)
    /// An asset's ciphertext arrived.
    case assetBlobStored(AssetID)
    /// An asset and its wrapped key were erased.
    case assetDeleted(AssetID)

    /// Terms were proposed and signed by the proposer.
    case agreementProposed(SignedDocument<AgreementTerms>, proposer: PartyID)
    /// A participant signed.
    case agreementSigned(AgreementID, party: PartyID, signature: [UInt8])
    /// The proposer took the proposal back.
    case agreementWithdrawn(AgreementID, by: PartyID)
    /// A participant ended the agreement; its unfinished runs are canceled with it.
    case agreementHalted(AgreementID, by: PartyID)
    /// Expired agreements and their finished runs were forgotten; ascending.
    case agreementsForgotten([AgreementID])

    /// A run was admitted and charged.
    case runAdmitted(RunID, agreement: AgreementID, requester: PartyID, key: IdempotencyKey, inputs: [RunInput])
    /// An executor got the lease.
    case runStarted(RunID, lease: Lease, executor: String)
    /// The result: the only event that releases outputs.
    case runSucceeded(RunID, lease: Lease, outputs: [RunOutput], keys: [OutputKey])
    /// The run failed.
    case runFailed(RunID, lease: Lease?, failure: RunFailure)
    /// The run waits again, and the further attempt was charged.
    case runRequeued(RunID, lease: Lease)
    /// The run was canceled.
    case runCanceled(RunID)

    /// The most agreements that one event forgets.
    public static let maximumForgotten = 1_000
}
