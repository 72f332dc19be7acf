package import SwiftASN1

/// The extensions that carry evidence (docs/spec/ra-tls.md). Told apart by parsed object identifiers, never by bytes found somewhere.
package enum RATLSExtension {
    /// TCG DICE tagged evidence.
    package static let tagged: ASN1ObjectIdentifier = [2, 23, 133, 5, 4, 9]
    /// The older extension with a raw quote.
    package static let older: ASN1ObjectIdentifier = [1, 2, 840, 113741, 1337, 6]
    /// The same as Gramine writes it: the identifier's own encoding once more inside an identifier.
    package static let olderOfGramine: ASN1ObjectIdentifier = [0, 6, 9, 42, 840, 113741, 1337, 6]

    package static let all = [tagged, older, olderOfGramine]
}
