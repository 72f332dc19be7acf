import Testing
import Wire

@testable import Attestation

/// Which signer and which document counts where a bag holds several, and forms of documents beside those of IntelReadingTests.
@Suite struct IntelDocumentTests {
    private func refusal(_ lab: IntelLab, _ endorsements: Endorsements) -> EvidenceRefusal? {
        do {
            _ = try lab.verifier().authenticate(lab.evidence(), with: endorsements, at: IntelLab.time)
            return nil
        } catch { return (error as? AttestationError)?.refusal }
    }

    @Test func `[7] Of two certificates of the signer's one key, one that is valid is enough`() throws {
        let lab = IntelLab.tdx()
        var endorsements = try lab.endorsements()
        var reissued = lab
        reissued.signer.serial = [0x21]
        endorsements.certificates += try reissued.endorsements().certificates
        #expect(refusal(lab, endorsements) == nil)
        var expired = lab
        expired.signer.validity = MadeCertificate.time - 20...MadeCertificate.time - 10
        endorsements.certificates = try expired.endorsements().certificates
        #expect(refusal(lab, endorsements) == .certificateExpired)
        endorsements.certificates += try lab.endorsements().certificates
        #expect(refusal(lab, endorsements) == nil)
    }

    @Test func `[7] Of several documents none may be about the quote's platform`() throws {
        var lab = IntelLab.tdx()
        var endorsements = try lab.endorsements()
        let own = endorsements.documents
        lab.tcbInfo.fmspc[0] ^= 1
        let other = try lab.sign(.tcbInfo, lab.tcbInfo.json)
        lab.tcbInfo.number += 1
        let another = try lab.sign(.tcbInfo, lab.tcbInfo.json)
        endorsements.documents = own.filter { $0.kind != .tcbInfo } + [other, another]
        #expect(refusal(lab, endorsements) == .collateralMismatch)
        endorsements.documents += own
        #expect(refusal(lab, endorsements) == nil)
    }

    @Test func `[7] A signer whose certificate is for something else signs nothing`() throws {
        let lab = IntelLab.tdx { $0.signer.extensions = [.usage(0b110)] }
        #expect(refusal(lab, try lab.endorsements()) == .chainInvalid)
        let good = IntelLab.tdx { $0.signer.extensions = [.usage(0b1000_0000)] }
        #expect(refusal(good, try good.endorsements()) == nil)
    }

    @Test func `[7] A better document that nobody signed gives way to a signed one`() throws {
        let lab = IntelLab.tdx()
        var endorsements = try lab.endorsements()
        var better = lab
        better.tcbInfo.number = 30
        let unsigned = Array(better.tcbInfo.json.utf8)
        endorsements.documents.append(.init(kind: .tcbInfo, bytes: unsigned, signature: Samples.bytes(1, 64)))
        #expect(refusal(lab, endorsements) == nil)
        endorsements.documents = [
            endorsements.documents[1], .init(kind: .tcbInfo, bytes: unsigned, signature: Samples.bytes(1, 64)),
            .init(kind: .tcbInfo, bytes: Array(lab.tcbInfo.json.utf8), signature: Samples.bytes(2, 64)),
        ]
        #expect(refusal(lab, endorsements) == .collateralSignature)
    }

    @Test func `Of two documents of one number the later counts, and of two identities that of the enclave that quotes`() throws {
        let lab = IntelLab.tdx()
        var endorsements = try lab.endorsements()
        var later = lab
        later.tcbInfo.issued += 50
        later.tcbInfo.levels[0].status = "SWHardeningNeeded"
        endorsements.documents.append(try lab.sign(.tcbInfo, later.tcbInfo.json))
        var other = MadeIdentity()
        other.levels[0].1 = "OutOfDate"
        endorsements.documents.append(try lab.sign(.enclaveIdentity, other.json))
        let report = try lab.verifier().authenticate(lab.evidence(), with: endorsements, at: IntelLab.time)
        #expect(report.standing?.status == .softwareHardeningNeeded)
    }

    @Test func `Documents that are no JSON, words that are too long and modules of another name are refused`() throws {
        for bad in ["", "{", "[]", "{} {}"] {
            for read in [{ _ = try EnclaveIdentity($0) }, { _ = try TCBInfo($0) }] as [([UInt8]) throws -> Void] {
                let error = #expect(throws: AttestationError.self) { try read(Array(bad.utf8)) }
                #expect(error?.refusal == .endorsementMalformed)
            }
        }
        var made = MadeTCBInfo(id: "TDX")
        made.levels[0].status = String(repeating: "U", count: 65)
        #expect(throws: AttestationError.self) { try TCBInfo(Array(made.json.utf8)) }
        for name in ["TDX_zz", "TDX_0101", "TDX_", "TDX01", "TDX_1"] {
            let text = MadeTCBInfo(id: "TDX").json.replacing("TDX_01", with: name)
            #expect(throws: AttestationError.self, "\(name)") { try TCBInfo(Array(text.utf8)) }
        }
    }

    @Test func `Numbers of a platform's extension have their range, and its flags may be missing`() throws {
        for protection in [[0x0a, 5, 1, 2, 3, 4, 5], [0x0a, 2, 1, 1], [0x0a, 1, 0x80], [0x0a, 0]] as [[UInt8]] {
            #expect(throws: AttestationError.self) { try PCKExtension(MadePlatform(memoryProtection: protection).der) }
        }
        let configuration = try PCKExtension(MadePlatform(flags: [0xff]).der).configuration
        #expect(configuration?.isDynamic == true && configuration?.hasCachedKeys == nil && configuration?.isMultithreaded == nil)
    }

    @Test func `A level about enclaves is reached by no TDX module, nor one about domains by versions of another count`() throws {
        let sgx = try TCBInfo(Array(MadeTCBInfo().json.utf8)).levels[0]
        #expect(!sgx.isReached(byModule: [UInt8](repeating: 255, count: 16)))
        let tdx = try TCBInfo(Array(MadeTCBInfo(id: "TDX").json.utf8)).levels[0]
        #expect(tdx.isReached(byModule: [UInt8](repeating: 255, count: 16)) && !tdx.isReached(byModule: [255, 255]))
    }

    @Test func `[102] Signature data without room for a signature is no quote`() throws {
        for version in [3, 4] {
            let front = version == 3 ? Array(QuoteSample.sgx().prefix(432)) : Array(QuoteSample.tdx().prefix(632))
            for count in [0, 63, 64, 127] as [UInt8] {
                let bytes = front + [count, 0, 0, 0] + Samples.bytes(7, Int(count))
                #expect(throws: AttestationError(.malformed, "")) { try Quote(bytes) }
            }
        }
    }

    @Test func `A memory takes in kinds that it had not seen`() throws {
        var memory = CollateralMemory()
        memory.merge(try CollateralMemory(text: "cloister/collateral-memory/v1\ntdx/90c06f000000 3\n"))
        #expect(memory.text == "cloister/collateral-memory/v1\ntdx/90c06f000000 3\n")
    }

    /// Launch out of date and all else fine now → relaunch; else the worse of both.
    @Test(
        arguments: [
            (.outOfDate, .upToDate, .relaunchAdvised), (.outOfDate, .softwareHardeningNeeded, .relaunchAdvised),
            (.outOfDate, .configurationNeeded, .relaunchAdvisedConfigurationNeeded),
            (.outOfDate, .configurationAndSoftwareHardeningNeeded, .relaunchAdvisedConfigurationNeeded),
            (.outOfDateConfigurationNeeded, .upToDate, .relaunchAdvisedConfigurationNeeded),
            (.outOfDate, .outOfDate, .outOfDate), (.outOfDateConfigurationNeeded, .outOfDate, .outOfDateConfigurationNeeded),
            (.outOfDate, .outOfDateConfigurationNeeded, .outOfDateConfigurationNeeded), (.outOfDate, .revoked, .revoked),
            (.revoked, .upToDate, .revoked), (.upToDate, .outOfDate, .outOfDate), (.upToDate, .upToDate, .upToDate),
            (.configurationNeeded, .softwareHardeningNeeded, .configurationNeeded),
            (.relaunchAdvised, .upToDate, .relaunchAdvised),
            (.upToDate, .relaunchAdvisedConfigurationNeeded, .relaunchAdvisedConfigurationNeeded),
        ] as [(TCBStanding.Status, TCBStanding.Status, TCBStanding.Status)])
    func `[9] Launch and present join to one status`(launch: TCBStanding.Status, current: TCBStanding.Status, wanted: TCBStanding.Status) {
        #expect(IntelTCB.join(launch: launch, current: current) == wanted)
    }
}
