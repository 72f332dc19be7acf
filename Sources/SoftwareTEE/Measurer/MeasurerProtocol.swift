import Attestation
import Wire

/// The bytes between a caller and the measurer (docs/spec/software-tee.md).
enum MeasurerProtocol {
    static let version: UInt8 = 1
    static let challengeLength = 32
    static let greetingLength = 1 + challengeLength
    static let requestLength = 1 + challengeLength + ReportData.length
    static let sentenceLimit = 512
    static let answerLimit = 1 + 4 + sentenceLimit

    static func greeting(_ challenge: [UInt8]) -> [UInt8] { [version] + challenge }

    /// The challenge in a greeting; nil for another version.
    static func challenge(in greeting: [UInt8]) -> [UInt8]? {
        greeting.count == greetingLength && greeting.first == version ? Array(greeting.dropFirst()) : nil
    }

    static func request(_ challenge: [UInt8], _ reportData: ReportData) -> [UInt8] { [version] + challenge + reportData.bytes }

    /// The report data in a request that answers this challenge; nil for anything else.
    static func reportData(in request: [UInt8], answering challenge: [UInt8]) -> ReportData? {
        guard request.count == requestLength, request.starts(with: [version] + challenge) else { return nil }
        return try? ReportData(Array(request.suffix(ReportData.length)))
    }

    static func answer(_ result: Result<Evidence, AttestationError>) -> [UInt8] {
        var writer = ByteWriter()
        switch result {
        case .success(let evidence):
            writer.bool(false)
            writer.variable(evidence.bytes)
        case .failure(let error):
            writer.bool(true)
            writer.variable(Array(error.message.utf8.prefix(sentenceLimit)))
        }
        return writer.bytes
    }

    /// The evidence in an answer; throws `refused` with the measurer's sentence, or `malformed`.
    static func evidence(in answer: [UInt8]) throws(AttestationError) -> Evidence {
        var reader = ByteReader(answer)
        let isGranted: Bool
        let content: [UInt8]
        do throws(WireError) {
            isGranted = !(try reader.bool())
            content = try reader.variable(atMost: isGranted ? SoftwareReport.length : sentenceLimit)
            try reader.finish()
        } catch {
            throw AttestationError(.malformed, "the measurer's answer is not of its protocol: \(error)")
        }
        if isGranted { return try Evidence(platform: .softwareTEE, bytes: content) }
        let sentence = String(String(decoding: content, as: UTF8.self).filter { $0.isASCII && !$0.isNewline })
        throw AttestationError(.refused, "the measurer refused: \(sentence)")
    }
}
