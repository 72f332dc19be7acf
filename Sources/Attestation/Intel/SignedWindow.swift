import Wire

/// What every document that Intel signs begins with: its window and its number.
package struct SignedWindow: Hashable, Sendable {
    /// From issueDate to nextUpdate in seconds since 1970, both inclusive.
    package let times: ClosedRange<Int64>
    /// tcbEvaluationDataNumber, which rises with every change of what is up to date.
    package let evaluationNumber: UInt32

    init(_ document: DocumentMembers) throws(AttestationError) {
        let (issued, next) = (try document.date("issueDate"), try document.date("nextUpdate"))
        guard issued <= next else { throw document.malformed("nextUpdate") }
        times = issued...next
        evaluationNumber = UInt32(try document.number("tcbEvaluationDataNumber", in: 0...Int64(UInt32.max)))
    }
}
