extension SignedNote {
    /// The public keys among `keys` that have signed, each once, however many lines it signed and under however many names.
    ///
    /// A line that names one of the keys and does not hold spoils the whole note; lines of other keys are passed over.
    public func signers(among keys: [NoteKey]) throws(NoteError) -> Set<[UInt8]> {
        var signers: Set<[UInt8]> = []
        for signature in signatures {
            for key in keys where key.isNamed(by: signature) {
                try key.verify(signature, of: self)
                signers.insert(key.publicKey)
            }
        }
        return signers
    }

    /// The note with one more signature.
    public func adding(_ signature: Signature) -> SignedNote { SignedNote(text: text, signatures: signatures + [signature]) }
}
