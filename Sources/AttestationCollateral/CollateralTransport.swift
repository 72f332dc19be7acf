/// What carries one question to a source and one whole answer back.
package protocol CollateralTransport: Sendable {
    /// Asks once, follows nothing. Throws `CollateralError`, or `CancellationError`.
    func answer(to request: CollateralRequest) async throws -> HTTPAnswer
}
