import Attestation
import Crypto
import Wire

/// The bytes between a caller and the measurer (docs/spec/software-tee.md).
enum MeasurerProtocol {
    static let version: UInt8 = 1
    static let challengeLength = 32
    static let greetingLength = 1 + challengeLength
    static let requestLength = 1 + challengeLength + ReportData.length
    static let sealingKeyLength = 32
    static let sentenceLimit = 512
    static let answerLimit = 1 + 4 + sentenceLimit

    static func greeting(_ challenge: [UInt8]) -> [UInt8] { [version] + challenge }

    /// The challenge in a greeting; nil for another version.
    static func challenge(in greeting: [UInt8]) -> [UInt8]? {
        greeting.count == greetingLength && greeting.first == version ? Array(greeting.dropFirst()) : nil
    }

    static func request(_ challenge: [UInt8], _ request: MeasurerRequest) -> [UInt8] { [request.kind] + challenge + request.content }

    /// The request that these bytes are, if they answer this challenge; nil for anything else.
    static func request(in bytes: [UInt8], answering challenge: [UInt8]) -> MeasurerRequest? {
        guard bytes.count == requestLength, let kind = bytes.first, bytes.dropFirst().starts(with: challenge) else { return nil }
        return MeasurerRequest(kind: kind, content: Array(bytes.suffix(ReportData.length)))
    }

    static func answer(_ evidence: Evidence) -> [UInt8] {
        var writer = ByteWriter()
        writer.bool(false)
        writer.variable(evidence.bytes)
        return writer.bytes
    }

    static func answer(_ refusal: AttestationError) -> [UInt8] {
        var writer = ByteWriter()
        writer.bool(true)
        writer.variable(Array(refusal.message.utf8.prefix(sentenceLimit)))
        return writer.bytes
    }

    /// What comes before the key in an answer that grants one.
    static let sealingKeyHead: [UInt8] = [0, 0, 0, 0, UInt8(sealingKeyLength)]

    /// The key in an answer, of which no further copy is made; throws `refused` with the measurer's sentence, or `malformed`.
    static func sealingKey(in answer: UnsafeRawBufferPointer) throws(AttestationError) -> SymmetricKey {
        if answer.first == 1 { throw refusal(in: Array(answer)) }
        guard answer.count == sealingKeyHead.count + sealingKeyLength, answer.starts(with: sealingKeyHead) else {
            throw AttestationError(.malformed, "the measurer's answer is not of its protocol")
        }
        return SymmetricKey(data: UnsafeRawBufferPointer(rebasing: answer[sealingKeyHead.count...]))
    }

    /// The evidence in an answer; throws `refused` with the measurer's sentence, or `malformed`.
    static func evidence(in answer: [UInt8]) throws(AttestationError) -> Evidence {
        if answer.first == 1 { throw refusal(in: answer) }
        let bytes = try content(of: answer, atMost: SoftwareReport.length)
        guard bytes.count == SoftwareReport.length else {
            throw AttestationError(.malformed, "the measurer's answer is not of its protocol: it holds no evidence")
        }
        return try Evidence(platform: .softwareTEE, bytes: bytes)
    }

    private static func refusal(in answer: [UInt8]) -> AttestationError {
        do throws(AttestationError) {
            let words = String(decoding: try content(of: answer, atMost: sentenceLimit), as: UTF8.self)
            return AttestationError(.refused, "the measurer refused: \(words.filter { $0.isASCII && !$0.isNewline })")
        } catch {
            return error
        }
    }

    private static func content(of answer: [UInt8], atMost limit: Int) throws(AttestationError) -> [UInt8] {
        var reader = ByteReader(answer)
        do throws(WireError) {
            _ = try reader.bool()
            let content = try reader.variable(atMost: limit)
            try reader.finish()
            return content
        } catch {
            throw AttestationError(.malformed, "the measurer's answer is not of its protocol: \(error)")
        }
    }
}
