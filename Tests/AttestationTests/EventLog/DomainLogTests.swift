import Testing
import Wire

@testable import Attestation

/// A trust domain's boot event log, given beside its quote, and what policies say of its events.
@Suite struct DomainLogTests {
    private static let other = "tdx/Phala-Network_dcap-qvl/sample.tdx_quote"

    /// The report of a listed quote with its first collateral, and these logs.
    private func report(_ file: String = SharedEventLogTests.quote, logs: [[UInt8]]) throws -> AuthenticReport {
        let entry = try #require(try IntelIndex.entries("evidence").first { $0.file == file })
        let one = try #require(entry.cases?.first)
        var endorsements = try one.endorsements()
        endorsements.eventLogs = logs
        return try IntelVerifier.report(SharedEvidence.bytes(file), endorsements, at: IntelIndex.time(one.as_of))
    }

    private func log() throws -> [UInt8] { try EvidenceEntry.bytes(SharedEventLogTests.log) }

    @Test func `[4] A log beside a quote must replay to its runtime measurements`() throws {
        let whole = try log()
        #expect(try report(logs: [whole]).details.eventLog?.events.count == 43)
        #expect(try report(logs: []).details.eventLog == nil)
        #expect(try refusal { _ = try report(Self.other, logs: [whole]) } == .eventLogMismatch)
        // The digest of the first event behind the header.
        let event = try #require(try BootEventLog(whole).events.first { $0.extends }?.digests[.sha384])
        let place = try #require((0..<whole.count - 48).first { Array(whole[$0..<$0 + 48]) == event })
        var changed = whole
        changed[place] ^= 1
        #expect(try refusal { _ = try report(logs: [changed]) } == .eventLogMismatch)
        #expect(try refusal { _ = try report(logs: [Array(whole.prefix(80))]) } == .malformed)
        // One of several is enough: others may be of other machines.
        #expect(try report(logs: [changed, whole]).details.eventLog != nil)
    }

    @Test func `[4] A policy names the events that may and must have gone into a register`() throws {
        let logged = try report(logs: [log()])
        let register = try #require(SignedRegister("rtmr1", of: .tdx))
        let unused = try #require(SignedRegister("rtmr3", of: .tdx))
        let events = try BootEventLog(log()).events.filter { $0.extends && $0.register == 2 }.compactMap { $0.digests[.sha384] }
        let first = try #require(events.first)
        func failures(_ register: SignedRegister, _ demands: EventDemands, in report: AuthenticReport) -> [String] {
            EventsAreAccepted(register, demands).failures(in: report, at: 0).map { "\($0.code)" }
        }
        #expect(failures(register, EventDemands(accepted: events, required: [first]), in: logged).isEmpty)
        #expect(failures(register, EventDemands(accepted: events.filter { $0 != first }), in: logged) == ["EVENTS_NOT_ACCEPTED"])
        let absent = [UInt8](repeating: 7, count: 48)
        #expect(failures(register, EventDemands(required: [first, absent]), in: logged) == ["EVENTS_NOT_ACCEPTED"])
        #expect(failures(unused, EventDemands(accepted: [absent]), in: logged) == ["EVENTS_NOT_ACCEPTED"])
        #expect(failures(register, EventDemands(), in: try report(logs: [])) == ["EVENTS_NOT_ACCEPTED"])
        #expect(!EventsAreAccepted(register, EventDemands()).summary.isEmpty)
    }

    @Test func `Demands on events are read from a policy, and hold`() throws {
        let events = try BootEventLog(log()).events.filter { $0.extends && $0.register == 2 }.compactMap { $0.digests[.sha384]?.hex }
        let list = Set(events).sorted().map { "\"\($0)\"" }.joined(separator: ",")
        let policy = try EvidencePolicy(
            json: Array("{\"version\": 1, \"platforms\": {\"tdx\": {\"events\": {\"rtmr1\": {\"accept\": [\(list)]}}}}}".utf8))
        let demands = policy.requirements(for: .tdx)
        let logged = try report(logs: [log()])
        let bare = try report(logs: [])
        #expect(demands.flatMap { $0.failures(in: logged, at: 0) }.isEmpty)
        #expect(demands.flatMap { $0.failures(in: bare, at: 0) }.map(\.code) == [.eventsNotAccepted])
    }

    @Test func `Registers without a log are told in the order of their names`() throws {
        let policy = try EvidencePolicy(
            json: Array(
                "{\"version\": 1, \"platforms\": {\"tdx\": {\"events\": {\"rtmr2\": {\"accept\": []}, \"rtmr0\": {\"accept\": []}}}}}".utf8)
        )
        let bare = try report(logs: [])
        let found = policy.requirements(for: .tdx).flatMap { $0.failures(in: bare, at: 0) }.map(\.found)
        #expect(found == ["no boot event log that replays to rtmr0", "no boot event log that replays to rtmr2"])
    }

    @Test(arguments: [
        ("tdx", "{\"rtmr0\": {}}"), ("tdx", "{\"mrtd\": {\"accept\": []}}"), ("tdx", "{\"rtmr4\": {\"accept\": []}}"),
        ("tdx", "{\"rtmr0\": {\"accept\": [\"00\"]}}"), ("tdx", "{\"rtmr0\": {\"require\": [\"zz\"]}}"),
        ("tdx", "{\"rtmr0\": {\"refuse\": []}}"), ("azure-tdx", "{\"rtmr0\": {\"accept\": []}}"), ("tpm", "{\"pcr24\": {\"accept\": []}}"),
        ("nitro", "{\"pcr0\": {\"accept\": []}}"), ("sgx", "{\"mrenclave\": {\"accept\": []}}"), ("sev-snp", "{}"),
    ])
    func `Demands on events that no log can meet are refused`(_ platform: String, _ events: String) {
        #expect(throws: AttestationError.self) {
            try EvidencePolicy(json: Array("{\"version\": 1, \"platforms\": {\"\(platform)\": {\"events\": \(events)}}}".utf8))
        }
    }

    @Test(arguments: [("azure-tdx", "pcr4"), ("azure-snp", "pcr4"), ("tpm", "pcr23"), ("tdx", "rtmr3")])
    func `Demands on events fit every platform that has a log`(_ platform: String, _ register: String) throws {
        let events = "{\"\(register)\": {\"require\": []}}"
        let policy = try EvidencePolicy(
            json: Array("{\"version\": 1, \"platforms\": {\"\(platform)\": {\"events\": \(events)}}}".utf8))
        #expect(policy.platforms.values.first?.events.count == 1)
    }
}
