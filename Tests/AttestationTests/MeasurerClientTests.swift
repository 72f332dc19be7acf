import Attestation
import Glibc
import Testing

@testable import SoftwareTEE

@Suite struct MeasurerClientTests {
    /// Sends a greeting, reads the request, sends an answer, and hangs up.
    private func ask(
        _ client: (String) -> MeasurerClient = { MeasurerClient(socketPath: $0) }, greeting: [UInt8] = [1] + Samples.bytes(9, 32),
        answer: [UInt8]
    ) async throws -> (evidence: Result<Evidence, any Error>, request: [UInt8]?) {
        let folder = try TemporaryFolder()
        let connection = try OneConnection(at: folder.file("socket"), greeting: greeting, answer: answer)
        let result: Result<Evidence, any Error>
        do { result = .success(try await client(folder.file("socket")).evidence(for: Samples.reportData())) } catch {
            result = .failure(error)
        }
        return (result, await connection.request())
    }

    private func code(_ result: Result<Evidence, any Error>) -> AttestationError.Code? {
        guard case .failure(let error) = result else { return nil }
        return (error as? AttestationError)?.code
    }

    @Test func `The request holds the challenge and the report data, and nothing else`() async throws {
        let evidence = try Samples.evidence()
        let (result, request) = try await ask(answer: MeasurerProtocol.answer(evidence))
        #expect(try result.get() == evidence)
        #expect(request == [1] + Samples.bytes(9, 32) + Samples.bytes(6, 64))
    }

    @Test func `Evidence of something else than what was asked for is refused`() async throws {
        let other = try Samples.evidence { $0.reportData = try ReportData(Samples.bytes(7, 64)) }
        #expect(code(try await ask(answer: MeasurerProtocol.answer(other)).evidence) == .malformed)
    }

    @Test func `Evidence of another configuration than the one that was read is refused`() async throws {
        let evidence = try Samples.evidence()
        let answer = MeasurerProtocol.answer(evidence)
        #expect(code(try await ask({ MeasurerClient(socketPath: $0, configuration: [1]) }, answer: answer).evidence) == .refused)
    }

    @Test func `A refusal comes with the measurer's sentence`() async throws {
        let refusal = AttestationError(.refused, "the first argument is no role")
        let result = try await ask(answer: MeasurerProtocol.answer(refusal)).evidence
        #expect(code(result) == .refused)
        #expect(throws: refusal) { try result.get() }
        guard case .failure(let error) = result else { return }
        #expect("\(error)".contains("the first argument is no role"))
    }

    @Test func `[2] Greetings and answers cut at any length are refused`() async throws {
        let answer = MeasurerProtocol.answer(try Samples.evidence())
        for length in [0, 1, 4, 5, 100, answer.count - 1] {
            #expect(code(try await ask(answer: Array(answer.prefix(length))).evidence) == .malformed)
        }
        #expect(code(try await ask(answer: answer + [0]).evidence) == .malformed)
        #expect(code(try await ask(answer: answer + Samples.bytes(0, 600)).evidence) == .unavailable)
        #expect(code(try await ask(answer: [2] + answer.dropFirst()).evidence) == .malformed)
        for length in [0, 1, 32] { #expect(code(try await ask(greeting: Samples.bytes(1, length), answer: []).evidence) == .refused) }
        #expect(code(try await ask(greeting: Samples.bytes(2, 33), answer: []).evidence) == .malformed)
    }
}
