/// What a TPM signs about its machine, in its own terms.
package struct TPMDetails: Hashable, Sendable {
    /// The statement that the measurement is made of.
    package let attest: TPMAttest
    /// The registers' values that statements cover.
    package let banks: [PCRBank]
    /// The boot event log that replays to them; nil without one.
    package let eventLog: BootEventLog?
    /// The key that signed; nil where nothing was verified.
    package let key: AttestationKeyTrust?

    init(attest: TPMAttest, banks: [PCRBank], eventLog: BootEventLog?, key: AttestationKeyTrust? = nil) {
        self.attest = attest
        self.banks = banks
        self.eventLog = eventLog
        self.key = key
    }
}
