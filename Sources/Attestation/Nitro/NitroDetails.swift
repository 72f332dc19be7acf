/// What an AWS Nitro document signs, in its own terms.
package struct NitroDetails: Hashable, Sendable {
    /// The content of the document.
    package let document: NitroDocument
}
