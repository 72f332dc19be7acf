import Testing
import Wire

@testable import Attestation

/// Which level a platform reaches, and what follows from platform, quoting enclave and TDX module together.
@Suite struct IntelTCBTests {
    @Test func `[9] Each of the sixteen components counts, and PCESVN`() throws {
        #expect(try IntelLab.sgx().report().standing?.status == .upToDate)
        for place in 0..<16 where MadePlatform().components[place] > 0 {
            #expect(try IntelLab.sgx { $0.platform.components[place] -= 1 }.report().standing?.status == .outOfDate, "component \(place)")
        }
        for place in 0..<16 {
            let higher = { (lab: inout IntelLab) in lab.tcbInfo.levels[0].components[place] = 200 }
            #expect(try IntelLab.sgx(higher).report().standing?.status == .outOfDate, "component \(place)")
            #expect(
                try IntelLab.sgx { lab in
                    higher(&lab)
                    lab.tcbInfo.version = 2
                }.report().standing?.status == .outOfDate)
        }
        #expect(try IntelLab.sgx { $0.platform.pceSecurityVersion = 12 }.report().standing?.status == .outOfDate)
        #expect(try IntelLab.sgx { $0.platform.pceSecurityVersion = 4 }.refusal() == .tcbLevelMissing)
        #expect(
            try IntelLab.sgx {
                $0.tcbInfo.levels.removeLast(); $0.platform.components[0] = 2
            }.refusal() == .tcbLevelMissing)
    }

    @Test func `[9] The TDX module's components count from the first in version 0, and from the third above`() throws {
        for place in 0..<16 {
            let higher = { (lab: inout IntelLab) in lab.tcbInfo.levels[0].module[place] = 200 }
            let status = try IntelLab.tdx { lab in
                higher(&lab)
                lab.tcbInfo.levels[1].module = [Int](repeating: 0, count: 16)
            }.report().standing?.status
            #expect(status == .outOfDate, "component \(place)")
            let newer = try IntelLab.tdx { lab in
                higher(&lab)
                lab.launch[0] = 6
                lab.launch[1] = 1
                lab.tcbInfo.levels[1].module = [Int](repeating: 0, count: 16)
            }.report().standing?.status
            #expect(newer == (place < 2 ? .upToDate : .outOfDate), "component \(place)")
        }
    }

    @Test func `[9] A TDX module above version 0 is judged by its own levels, and must be listed`() throws {
        let module = { (version: UInt8, security: UInt8) in IntelLab.tdx { ($0.launch[0], $0.launch[1]) = (security, version) } }
        let good = try module(1, 6).report()
        #expect(good.standing?.status == .upToDate && good.intelPlatform?.tcb.module?.status == .upToDate)
        let old = try module(1, 5).report()
        #expect(old.standing?.status == .outOfDate && old.standing?.advisories == ["INTEL-SA-00477", "INTEL-SA-01036"])
        #expect(old.standing.map { CivilTime.rfc3339(Int64($0.date)) } == "2024-03-13T00:00:00Z")
        #expect(try module(1, 3).refusal() == .tcbLevelMissing)
        #expect(try module(2, 9).refusal() == .platformMismatch)
        #expect(try IntelLab.tdx { $0.tcbInfo.moduleSigner = 1 }.refusal() == .platformMismatch)
        #expect(try IntelLab.tdx { ($0.launch[0], $0.launch[1], $0.tcbInfo.modules[0].signer) = (6, 1, 1) }.refusal() == .platformMismatch)
        #expect(try IntelLab.tdx { $0.changeQuote = { $0[48 + 112] = 1 } }.refusal() == .platformMismatch)
    }

    @Test func `[9] A part that is out of date or revoked decides over the whole`() throws {
        let statuses: [(String, TCBStanding.Status, TCBStanding.Status)] = [
            ("UpToDate", .upToDate, .outOfDate), ("SWHardeningNeeded", .softwareHardeningNeeded, .outOfDate),
            ("ConfigurationNeeded", .configurationNeeded, .outOfDateConfigurationNeeded),
            ("ConfigurationAndSWHardeningNeeded", .configurationAndSoftwareHardeningNeeded, .outOfDateConfigurationNeeded),
            ("OutOfDate", .outOfDate, .outOfDate),
            ("OutOfDateConfigurationNeeded", .outOfDateConfigurationNeeded, .outOfDateConfigurationNeeded),
            ("Revoked", .revoked, .revoked),
        ]
        for (name, status, joined) in statuses {
            #expect(try IntelLab.sgx { $0.tcbInfo.levels[0].status = name }.report().standing?.status == status)
            let old = { (lab: inout IntelLab) in
                lab.tcbInfo.levels[0].status = name
                lab.changeEnclaveReport = { $0[258] = 5 }
            }
            #expect(try IntelLab.sgx(old).report().standing?.status == joined)
            let revoked = { (lab: inout IntelLab) in
                lab.tcbInfo.levels[0].status = name
                lab.identity.levels[0].1 = "Revoked"
            }
            #expect(try IntelLab.sgx(revoked).report().standing?.status == .revoked)
        }
        #expect(try IntelLab.sgx { $0.tcbInfo.levels[0].status = "Fine" }.refusal() == .endorsementMalformed)
        #expect(try IntelLab.sgx { $0.identity.levels[0].1 = "SWHardeningNeeded" }.refusal() == .endorsementMalformed)
    }

    @Test func `[9] A domain that started under an old module should start again once there is a good one`() throws {
        let relaunch = { (status: String, security: UInt8) in
            IntelLab.tdx { lab in
                (lab.launch[0], lab.launch[1]) = (5, 1)
                var current = lab.launch
                current[0] = security
                lab.current = current
                lab.tcbInfo.levels[0].status = status
            }
        }
        #expect(try relaunch("UpToDate", 6).report().standing?.status == .relaunchAdvised)
        #expect(try relaunch("SWHardeningNeeded", 6).report().standing?.status == .relaunchAdvised)
        #expect(try relaunch("ConfigurationNeeded", 6).report().standing?.status == .relaunchAdvisedConfigurationNeeded)
        #expect(try relaunch("UpToDate", 5).report().standing?.status == .outOfDate)
        #expect(try relaunch("OutOfDate", 6).report().standing?.status == .outOfDate)
        #expect(try relaunch("Revoked", 6).report().standing?.status == .revoked)
        #expect(try relaunch("UpToDate", 3).refusal() == .tcbLevelMissing)
        let old = IntelLab.tdx { lab in
            (lab.launch[0], lab.launch[1]) = (5, 1)
            lab.current = [6] + lab.launch.dropFirst()
            lab.changeEnclaveReport = { $0[258] = 5 }
        }
        #expect(try old.report().standing?.status == .outOfDate)
        #expect(IntelTCB.join(launch: .upToDate, current: .outOfDate) == .outOfDate)
        #expect(IntelTCB.join(launch: .softwareHardeningNeeded, current: .upToDate) == .softwareHardeningNeeded)
    }
}
