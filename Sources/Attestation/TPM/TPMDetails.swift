/// What a TPM signs about its machine, in its own terms.
package struct TPMDetails: Hashable, Sendable {
    /// The statement that the measurement is made of.
    package let attest: TPMAttest
    /// The registers' values that statements cover.
    package let banks: [PCRBank]
    /// The boot event log that replays to them; nil without one.
    package let eventLog: BootEventLog?
}
