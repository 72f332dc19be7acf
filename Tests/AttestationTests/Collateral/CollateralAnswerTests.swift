import Foundation
import Testing
import Wire

@testable import Attestation

/// Answers of vendors, each to the question and to another.
@Suite struct CollateralAnswerTests {
    private struct Answer {
        let piece: CollateralPiece
        let body: [UInt8]
        let chain: [UInt8]?
    }

    private struct Set: Decodable {
        struct Collateral: Decodable {
            let root_ca_crl, pck_crl, tcb_info_issuer_chain, tcb_info, tcb_info_signature: String
            let qe_identity_issuer_chain, qe_identity, qe_identity_signature: String
        }
        let collateral: Collateral
    }

    private static func armoured(_ file: String) throws -> [UInt8] {
        let text = Data(try EvidenceEntry.bytes(file)).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return Array("-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\n".utf8)
    }

    /// One genuine answer to each question, with the chain of a document's signer in its header.
    private static func answers() throws -> [Answer] {
        let set = try JSONDecoder().decode(Set.self, from: Data(EvidenceEntry.bytes("sets/tdx_f1c85033_2026-08-28.json"))).collateral
        let fmspc = try TCBInfo(Array(set.tcb_info.utf8)).fmspc
        func encoded(_ text: String) -> [UInt8]? {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics).map { Array($0.utf8) }
        }
        let milan = "collateral/amd/milan"
        let vcek = try EvidenceEntry.bytes("\(milan)/vcek_01ad0822.der")
        let key = try SNPEndorsementKey(X509Certificate(der: vcek))
        guard case .chip(let chip) = key.holder else { return [] }
        let (ask, asvk, ark) = (try armoured("\(milan)/ask.der"), try armoured("\(milan)/asvk.der"), try armoured("\(milan)/ark.der"))
        return [
            Answer(
                piece: .tcbInfo(.tdx, fmspc: fmspc),
                body: Array("{\"tcbInfo\":\(set.tcb_info),\"signature\":\"\(set.tcb_info_signature)\"}".utf8),
                chain: encoded(set.tcb_info_issuer_chain)),
            Answer(
                piece: .enclaveIdentity(.tdx),
                body: Array("{\"enclaveIdentity\":\(set.qe_identity),\"signature\":\"\(set.qe_identity_signature)\"}".utf8),
                chain: encoded(set.qe_identity_issuer_chain)),
            Answer(piece: .platformList(.platform), body: [UInt8](hex: set.pck_crl) ?? [], chain: nil),
            Answer(piece: .intelRootList, body: Array(set.root_ca_crl.utf8), chain: nil),
            Answer(piece: .amdChain(.milan, .vcek), body: ask + ark, chain: nil),
            Answer(piece: .amdChain(.milan, .vlek), body: asvk + ark, chain: nil),
            Answer(piece: .amdList(.milan, .vcek), body: try EvidenceEntry.bytes("\(milan)/crl_20250506.der"), chain: nil),
            Answer(piece: .chipKey(.milan, chipID: chip, key.tcb), body: vcek, chain: nil),
        ]
    }

    @Test func `Each answer is read as what was asked for, and as nothing else`() throws {
        let answers = try Self.answers()
        #expect(answers.count == 8)
        for (place, answer) in answers.enumerated() {
            for (other, question) in answers.enumerated() {
                let read = Result { try CollateralAnswer(to: question.piece, body: answer.body, issuerChain: answer.chain) }
                #expect(((try? read.get()) != nil) == (place == other), "\(answer.piece.title) as \(question.piece.title)")
            }
        }
    }

    @Test func `[7] An answer about another machine, key or time is refused`() throws {
        let answers = try Self.answers()
        let key = try SNPEndorsementKey(X509Certificate(der: answers[7].body))
        guard case .chip(let chip) = key.holder else { return }
        let newer = SNPTCBVersion(
            layout: .milan, fmc: nil, bootLoader: key.tcb.bootLoader, tee: 9, snp: key.tcb.snp, microcode: key.tcb.microcode,
            reserved: key.tcb.reserved)
        for (place, piece) in [
            (0, CollateralPiece.tcbInfo(.tdx, fmspc: [0, 0, 0, 0, 0, 0])), (0, .tcbInfo(.sgx, fmspc: [0, 0, 0, 0, 0, 0])),
            (1, .enclaveIdentity(.sgx)), (2, .platformList(.processor)), (4, .amdChain(.genoa, .vcek)), (6, .amdList(.genoa, .vcek)),
            (7, .chipKey(.genoa, chipID: chip, key.tcb)), (7, .chipKey(.milan, chipID: Array(chip.dropLast()) + [0], key.tcb)),
            (7, .chipKey(.milan, chipID: chip, newer)),
        ] {
            let error = #expect(throws: AttestationError.self) {
                _ = try CollateralAnswer(to: piece, body: answers[place].body, issuerChain: answers[place].chain)
            }
            #expect(error?.refusal == .collateralMismatch, "\(piece.title)")
        }
    }

    @Test func `[7] A document needs the chain of Intel's signer`() throws {
        let answers = try Self.answers()
        for document in answers.prefix(2) {
            func refusal(_ chain: [UInt8]?) -> EvidenceRefusal? {
                #expect(throws: AttestationError.self) {
                    _ = try CollateralAnswer(to: document.piece, body: document.body, issuerChain: chain)
                }?.refusal
            }
            #expect(refusal(nil) == .endorsementMissing)
            #expect(refusal([]) == .endorsementMalformed)
            #expect(refusal(Array("%".utf8)) == .endorsementMalformed)
            #expect(refusal(answers[4].body) == .collateralMismatch)
        }
    }

    @Test func `A list comes alone, and a chain with all of its certificates`() throws {
        let answers = try Self.answers()
        let certificate = try EvidenceEntry.bytes("collateral/amd/milan/ark.der")
        for (piece, body) in [
            (CollateralPiece.intelRootList, certificate), (.amdChain(.milan, .vcek), try Self.armoured("collateral/amd/milan/ask.der")),
        ] {
            let error = #expect(throws: AttestationError.self) { _ = try CollateralAnswer(to: piece, body: body, issuerChain: nil) }
            #expect(error?.refusal == .collateralMismatch)
        }
        #expect(throws: AttestationError.self) {
            _ = try CollateralAnswer(to: .intelRootList, body: Array(answers[3].body.dropLast(2)), issuerChain: nil)
        }
    }

    @Test func `What is valid says until when`() throws {
        for answer in try Self.answers() {
            let read = try CollateralAnswer(to: answer.piece, body: answer.body, issuerChain: answer.chain)
            #expect(read.window.lowerBound < read.window.upperBound && !answer.piece.title.isEmpty)
        }
    }

    @Test func `A document from before its signer's certificate is of no time`() throws {
        let (lab, old) = (try Self.answers(), try EvidenceEntry.bytes("sets/tdx_3507b5f7_2023-06-28.json"))
        let set = try JSONDecoder().decode(Set.self, from: Data(old)).collateral
        let body = Array("{\"enclaveIdentity\":\(set.qe_identity),\"signature\":\"\(set.qe_identity_signature)\"}".utf8)
        // The signer of 2025 vouches for nothing of 2023.
        let error = #expect(throws: AttestationError.self) {
            _ = try CollateralAnswer(to: .enclaveIdentity(.tdx), body: body, issuerChain: lab[1].chain)
        }
        #expect(error?.refusal == .collateralExpired)
    }
}
