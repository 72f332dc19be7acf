import ArgumentParser
import Client
import SealedData
import Testing

@testable import Commands

@Suite struct CommandFailureTests {
    @Test(
        arguments: [
            (ClientError(.appraisalRefused, reason: "APPRAISAL_REFUSED", message: ""), 3),
            (ClientError(.invalidAnswer, reason: "X", message: ""), 3),
            (ClientError(.refused, reason: "NOT_FOUND", message: ""), 4), (ClientError(.refused, reason: "LOCAL_FILE", message: ""), 7),
            (ClientError(.unreachable, reason: "UNREACHABLE", message: ""), 5), (ClientError(.outcomeUnknown, reason: "X", message: ""), 5),
            (ClientError(.runFailed, reason: "TIMED_OUT", message: ""), 6),
        ] as [(ClientError, Int32)])
    func `Every error of the client has its exit code and keeps its reason`(error: ClientError, code: Int32) throws {
        let failure = try #require(CommandFailure(error))
        #expect(failure.exitCode.rawValue == code)
        #expect(failure.reason == error.reason)
    }

    @Test func `Local files and sealed data have theirs`() {
        #expect(CommandFailure(LocalFileError("a", "b"))?.exitCode.rawValue == 7)
        #expect(CommandFailure(DraftError("a"))?.exitCode.rawValue == 7)
        #expect(CommandFailure(SealedDataError.system(operation: "open", number: 2))?.exitCode.rawValue == 7)
        #expect(CommandFailure(SealedDataError.truncated)?.exitCode.rawValue == 3)
        struct Foreign: Error {}
        #expect(CommandFailure(Foreign()) == nil)
    }

    @Test func `An error is one JSON document`() throws {
        let text = try JSONText.of(FailureDocument(reason: "NOT_FOUND", message: "no such thing"))
        #expect(text == #"{"error":{"message":"no such thing","reason":"NOT_FOUND"}}"#)
    }
}
