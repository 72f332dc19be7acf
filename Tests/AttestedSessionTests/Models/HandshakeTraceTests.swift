import Attestation
import AttestedSession
import Testing

/// Real handshakes, and what models/handshake.pml says of them.
@Suite(.serialized, .enabled(if: ModelTrace.hasSpin, "Spin is not installed (make setup)"))
struct HandshakeTraceTests {
    @Test func `A handshake of a node is a behaviour of the model, and its corruptions are none`() async throws {
        var trace = ModelTrace(model: "handshake")
        _ = try Self.handshake(of: 0, role: .executor, &trace)
        #expect(try trace.isCheckedIn(as: "handshake-executor"))
        #expect(try await trace.isBehaviour())
        // The acceptance before the authentication; the offer before the hello; a refusal where there is none.
        #expect(try await !trace.swapping(5, 6).isBehaviour())
        #expect(try await !trace.swapping(1, 3).isBehaviour())
        #expect(try await !trace.turning(5).isBehaviour())
    }

    @Test func `[29][35] A replayed offer and a replayed authentication are refused, as in the model`() async throws {
        var trace = ModelTrace(model: "handshake")
        let (offer, authentication) = try Self.handshake(of: 0, role: .executor, &trace)
        let ends = try Self.ends(1, .executor)
        let initiator = try ends.initiator()
        trace.note("hello 1 executor control", true)
        let greeted = try ends.respond().receive(hello: initiator.message)
        trace.note("greet 1 control executor control 1", true)
        let evidence = try ends.hardware.evidence(greeted.reportData, role: .control)
        let offered = try greeted.offer(evidence: evidence)
        trace.note("offer 1", true)
        let replayed = try initiator.receive(offer: offer)
        trace.note("appraise 1 2 0 0 0", (try? ends.appraise(replayed.claim)) != nil)
        var isAccepted = true
        do { _ = try offered.receive(authentication: authentication) } catch { isAccepted = false }
        trace.note("authenticate 1 0 0", isAccepted)
        #expect(try trace.isCheckedIn(as: "handshake-replay"))
        #expect(try await trace.isBehaviour())
        // Had either been accepted, the model would not know how.
        #expect(try await !trace.turning(trace.lines.count - 1).isBehaviour())
        #expect(try await !trace.turning(trace.lines.count - 2).isBehaviour())
    }

    @Test func `[30] Evidence of other code and of another machine is refused, as in the model`() async throws {
        for (index, (name, measurement, machine)) in [("other-code", TestHardware.bad, UInt8(1)), ("extracted", TestHardware.good, 2)]
            .enumerated()
        {
            var trace = ModelTrace(model: "handshake")
            let ends = try Self.ends(0, .party)
            let initiator = try ends.initiator()
            trace.note("hello 0 party control", true)
            let greeted = try ends.respond().receive(hello: initiator.message)
            trace.note("greet 0 control party control 0", true)
            let forged = try ends.hardware.evidence(greeted.reportData, role: .control, measurement: measurement, machine: machine)
            let offered = try greeted.offer(evidence: forged)
            trace.note("offer 0", true)
            let received = try initiator.receive(offer: offered.message)
            trace.note("appraise 0 2 0 \(name) 0", (try? ends.appraise(received.claim)) != nil)
            #expect(try await trace.isBehaviour())
            #expect(try await !trace.turning(4).isBehaviour(), "\(index)")
        }
    }

    static func ends(_ number: UInt8, _ role: SessionRole) throws -> Ends {
        var ends = try Ends(role: role)
        ends.initiatorNonce = [UInt8](repeating: 0x11 + number, count: 32)
        ends.responderNonce = [UInt8](repeating: 0x22 + number, count: 32)
        ends.seed = [UInt8](repeating: 0x33 + number, count: 32)
        return ends
    }

    /// A whole handshake of initiator and responder of this number; returns M2 and M3.
    static func handshake(of number: UInt8, role: SessionRole, _ trace: inout ModelTrace) throws -> (
        offer: [UInt8], authentication: [UInt8]
    ) {
        let ends = try ends(number, role)
        let initiator = try ends.initiator()
        trace.note("hello \(number) \(role) control", true)
        let greeted = try ends.respond().receive(hello: initiator.message)
        trace.note("greet \(number) control \(role) control \(number)", true)
        let evidence = try ends.hardware.evidence(greeted.reportData, role: .control)
        let offered = try greeted.offer(evidence: evidence)
        let offer = offered.message
        trace.note("offer \(number)", true)
        let received = try initiator.receive(offer: offer)
        let attested = try ends.appraise(received.claim)
        let appraised = try received.accept(attested)
        let credential = try ends.credential(appraised.signatureInput, appraised.reportData)
        let authenticated = try appraised.authenticate(with: credential)
        let authentication = authenticated.message
        trace.note("appraise \(number) \(2 + number) \(number) \(number) 0", true)
        let answered = try offered.receive(authentication: authentication)
        let peer = try ends.judge(answered.credential)
        let accepted = try answered.accept(peer, ageLimit: 60)
        trace.note("authenticate \(number) \(number) \(number)", true)
        _ = try authenticated.receive(accept: accepted.message)
        trace.note("finish \(number) \(number)", true)
        return (offer, authentication)
    }
}
