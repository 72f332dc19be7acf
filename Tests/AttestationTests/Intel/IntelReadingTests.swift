import Crypto
import Testing
import Wire

@testable import Attestation

/// Intel's extension and documents, field by field.
@Suite struct IntelReadingTests {
    @Test func `Every field of a platform's extension is read, with and without those of the Platform CA`() throws {
        let platform = try PCKExtension(MadePlatform().der)
        #expect(platform.components == MadePlatform().components && platform.pceSecurityVersion == 13 && platform.pceID == [0, 0])
        #expect(platform.cpuSecurityVersion == Samples.bytes(7, 16) && platform.fmspc == IntelLab.fmspc)
        let processor = try PCKExtension(MadePlatform(instance: nil, flags: nil).der)
        #expect(processor.platformInstanceID == nil && processor.configuration == nil)
    }

    @Test func `A field of another length or value, missing, unknown or twice refuses the extension`() throws {
        let changes: [(inout MadePlatform) -> Void] = [
            { $0.components = Array($0.components.dropLast()) }, { $0.components.append(1) }, { $0.fmspc = [1, 2, 3, 4, 5] },
            { $0.pceID = [0] }, { $0.instance = [1] }, { $0.provisioningIDLength = 15 }, { $0.memoryProtection = [0x0a, 1, 3] },
            { $0.memoryProtection = [0x01, 1, 0xff] }, { $0.flags = [0, 0, 0, 0] }, { $0.flags = [1] },
            { $0.more = MadePlatform.octets([8], [0]) }, { $0.more = MadePlatform.octets([4], IntelLab.fmspc) },
            { $0.more = MadePlatform.octets([4, 1], IntelLab.fmspc) }, { $0.more = [0] },
        ]
        for (index, change) in changes.enumerated() {
            var made = MadePlatform()
            change(&made)
            #expect(throws: AttestationError.self, "change \(index)") { try PCKExtension(made.der) }
        }
        #expect(throws: AttestationError.self) { try PCKExtension(MadePlatform().der + [0]) }
        for length in 0..<MadePlatform().der.count {
            #expect(throws: AttestationError.self) { try PCKExtension(Array(MadePlatform().der.prefix(length))) }
        }
    }

    @Test func `A TCB info with another form is refused`() throws {
        _ = try TCBInfo(Array(MadeTCBInfo(id: "TDX").json.utf8))
        let changes: [(inout MadeTCBInfo) -> Void] = [
            { $0.version = 1 }, { $0.version = 4 }, { $0.id = "QE" }, { $0.fmspc = [1] }, { $0.pceID = "00" }, { $0.number = -1 },
            { $0.next = $0.issued - 1 }, { $0.levels = [] }, { $0.levels.swapAt(0, 1) }, { $0.levels.append($0.levels[1]) },
            { $0.levels[0].components.removeLast() }, { $0.levels[0].components.append(0) }, { $0.levels[0].components[3] = 256 },
            { $0.levels[0].module.removeLast() }, { $0.levels[0].pceSecurityVersion = 65_536 }, { $0.levels[0].date = "yesterday" },
            { $0.levels[0].status = "uptodate" }, { $0.levels[0].advisories = ["INTEL SA"] }, { $0.modules.append($0.modules[0]) },
            { $0.modules[0].levels.swapAt(0, 1) }, { $0.modules[0].levels = [] },
        ]
        for (index, change) in changes.enumerated() {
            var made = MadeTCBInfo(id: "TDX")
            change(&made)
            let error = #expect(throws: AttestationError.self, "change \(index)") { try TCBInfo(Array(made.json.utf8)) }
            #expect(error?.refusal == .endorsementMalformed)
        }
        for name in ["tcbType", "fmspc", "tcbLevels", "issueDate", "tdxModule", "tdxtcbcomponents", "pcesvn", "tcbStatus"] {
            let text = MadeTCBInfo(id: "TDX").json.replacing("\"\(name)\"", with: "\"other\"", maxReplacements: 1)
            #expect(throws: AttestationError.self, "\(name)") { try TCBInfo(Array(text.utf8)) }
        }
        let typed = MadeTCBInfo().json.replacing("\"tcbType\":0", with: "\"tcbType\":1")
        #expect(throws: AttestationError.self) { try TCBInfo(Array(typed.utf8)) }
    }

    @Test func `[9] Levels are ordered by the processor's parts, then by the module's, then by PCESVN`() throws {
        func isRead(_ change: (inout [MadeTCBInfo.Level]) -> Void) -> Bool {
            var made = MadeTCBInfo(id: "TDX")
            made.levels = [.init(), .init()]
            change(&made.levels)
            return (try? TCBInfo(Array(made.json.utf8))) != nil
        }
        #expect(isRead { $0[1].module[2] = 2 } && !isRead { $0[0].module[2] = 2 })
        #expect(isRead { $0[1].pceSecurityVersion = 12 } && !isRead { $0[0].pceSecurityVersion = 12 } && !isRead { _ in })
        #expect(isRead { ($0[1].components[0], $0[0].module[0]) = (2, 4) } && !isRead { ($0[0].components[0], $0[1].module[0]) = (2, 4) })
    }

    @Test func `An enclave identity with another form is refused`() throws {
        _ = try EnclaveIdentity(Array(MadeIdentity().json.utf8))
        let changes: [(inout MadeIdentity) -> Void] = [
            { $0.id = "QAE" }, { $0.version = 1 }, { $0.version = 3 }, { $0.productID = 65_536 }, { $0.miscSelect = "0" },
            { $0.attributes = "zz" }, { $0.levels = [] }, { $0.levels.swapAt(0, 1) }, { $0.levels[0].1 = "ConfigurationNeeded" },
        ]
        for (index, change) in changes.enumerated() {
            var made = MadeIdentity()
            change(&made)
            #expect(throws: AttestationError.self, "change \(index)") { try EnclaveIdentity(Array(made.json.utf8)) }
        }
    }

    @Test func `Intel's answer gives the document's bytes as they came`() throws {
        let signature = String(repeating: "0a", count: 64)
        let answer = "{ \"tcbInfo\" : {\"a\": [1, 2] } , \"signature\" : \"\(signature)\" }"
        let document = try Endorsements.SignedDocument(answer: Array(answer.utf8))
        #expect(
            document.kind == .tcbInfo && document.bytes == Array("{\"a\": [1, 2] }".utf8) && document.signature == Samples.bytes(10, 64))
        for bad in [
            "{}", "{\"tcbInfo\":{},\"enclaveIdentity\":{},\"signature\":\"\(signature)\"}", "{\"tcbInfo\":{}}",
            "{\"tcbInfo\":{},\"signature\":\"0a\"}", "{\"tcbInfo\":{},\"tcbInfo\":{},\"signature\":\"\(signature)\"}",
        ] {
            #expect(throws: AttestationError.self, "\(bad)") { try Endorsements.SignedDocument(answer: Array(bad.utf8)) }
        }
    }

    @Test(.enabled(if: SharedEvidence.isThere, SharedEvidence.absence))
    func `[5] The root that is compiled in is Intel's`() throws {
        let published = try SharedEvidence.bytes("collateral/intel/certs/SGX_Root_CA.der")
        #expect(IntelRoot.production.certificate.der == published)
        #expect(Array(SHA256.hash(data: published)).hex == "44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3")
    }
}
