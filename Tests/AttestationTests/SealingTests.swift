import Attestation
import Crypto
import Glibc
import Testing
import Wire

@testable import SoftwareTEE

@Suite struct SealingTests {
    private let folder: TemporaryFolder
    private let caller: CallerProgram
    private var socket: String { folder.file("socket") }

    init() throws {
        folder = try TemporaryFolder()
        caller = try CallerProgram.shared.get()
    }

    /// Serves with the root of the samples, or another.
    private func withMeasurer(
        root: SoftwareRoot? = nil, settings change: (inout MeasurerSettings) -> Void = { _ in }, _ body: () async throws -> Void
    ) async throws {
        var settings = MeasurerSettings(socketPath: socket, users: [MeasurerSettings.User(id: geteuid())])
        change(&settings)
        let service = try MeasurerService(root: root ?? Samples.root(), settings: settings)
        async let running: Void = service.run()
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        service.beginGracefulShutdown()
        await running
        try result.get()
    }

    /// The key that a caller program gets.
    private func key(_ arguments: [String] = ["control"], mode: String = "plain", program: String? = nil) async throws -> SymmetricKey {
        let environment = ["SOCKET": socket, "MODE": mode, "KIND": "2", "GENUINE": caller.path]
        let (status, output) = try await CallerProgram.runAside(
            program ?? caller.path, arguments, environment: environment, folder: folder.path)
        try #require(status == 0)
        return try Self.key(in: output)
    }

    private static func key(in answer: [UInt8]) throws -> SymmetricKey {
        try answer.withUnsafeBytes { bytes throws(AttestationError) in try MeasurerProtocol.sealingKey(in: bytes) }
    }

    private static func answer(_ key: [UInt8] = Samples.bytes(9, 32)) -> [UInt8] { [0, 0, 0, 0, 32] + key }

    @Test func `[46] A caller gets the same key from every start of the measurer, whatever its configuration`() async throws {
        var keys: [SymmetricKey] = []
        for value in [1, 2] as [UInt8] {
            try folder.write([value], to: "configuration")
            try await withMeasurer {
                keys.append(try await key())
                keys.append(try await key(["control", "--config", "configuration"]))
                keys.append(try await key(["all"]))
            }
        }
        #expect(keys.count == 6 && keys.allSatisfy { $0 == keys.first && $0.bitCount == 256 })
        let measurement = Array(SHA256.hash(data: try TemporaryFolder.read(caller.path)))
        #expect(try keys.first == Samples.root().sealingKey(measurement: measurement, role: .control, isDebug: false))
    }

    @Test func `[1][46] Another executable, another role and another root get another key`() async throws {
        let tampered = try caller.tampered(in: folder)
        var keys: [SymmetricKey] = []
        try await withMeasurer {
            keys.append(try await key())
            keys.append(try await key(["executor"]))
            keys.append(try await key(program: tampered))
            keys.append(try await key(["executor"], program: tampered))
        }
        try await withMeasurer(root: Samples.root(2)) { keys.append(try await key()) }
        #expect(Set(keys.map { $0.withUnsafeBytes { Array($0) } }).count == 5)
    }

    @Test func `[3][46] A caller that is traced or marked for debugging gets another key`() async throws {
        let measurement = Array(SHA256.hash(data: try TemporaryFolder.read(caller.path)))
        let debug = try Samples.root().sealingKey(measurement: measurement, role: .control, isDebug: true)
        try await withMeasurer {
            let traced = try await key(mode: "traced")
            let plain = try await key()
            #expect(traced == debug && plain != debug)
        }
        try await withMeasurer(settings: {
            $0.marksDebug = true
        }) {
            let marked = try await key()
            #expect(marked == debug)
        }
    }

    @Test(arguments: ["claims", "challenge", "kind", "zero", "content", "cut", "child", "early"])
    func `[33][46][133] A request for a key that is not the caller's own answer to the challenge is refused`(mode: String) async throws {
        try await withMeasurer {
            await #expect(throws: AttestationError(.refused, "")) { try await key(mode: mode) }
        }
    }

    @Test func `[46][133] A caller without a role, or of another role than its user's, gets no key`() async throws {
        try await withMeasurer {
            await #expect(throws: AttestationError(.refused, "")) { try await key(["jail"]) }
            await #expect(throws: AttestationError(.refused, "")) { try await SoftwareSealer.obtain(from: socket) }
        }
        await #expect(throws: AttestationError(.unavailable, "")) { try await SoftwareSealer.obtain(from: socket) }
        try await withMeasurer(settings: {
            $0.users = [MeasurerSettings.User(id: geteuid(), role: .executor)]
        }) {
            await #expect(throws: AttestationError(.refused, "")) { try await key() }
        }
    }

    @Test func `[31][46][133] A process that asks and then becomes the genuine program does not get its key`() async throws {
        let attacker = try caller.tampered(in: folder)
        try await withMeasurer {
            let genuine = try await key()
            for mode in ["exec", "ask-then-exec", "ask-then-exec", "ask-then-exec"] {
                let stolen = try? await key(mode: mode, program: attacker)
                #expect(stolen != genuine)
            }
        }
    }

    @Test func `A key is derived as the specification says`() throws {
        let key = try Samples.root().sealingKey(measurement: Samples.bytes(4, 32), role: .control, isDebug: false)
        #expect(key.withUnsafeBytes { Array($0).hex } == "ad29a7d44c25ff5e1602dedc7c90c205368af1f8a8aff4fa68da9acded8dbb09")
    }

    @Test func `[2] Requests of every other length, kind and content are refused`() throws {
        let challenge = Samples.bytes(9, 32)
        for request in [.sealingKey, .evidence(try Samples.reportData())] as [MeasurerRequest] {
            let bytes = MeasurerProtocol.request(challenge, request)
            #expect(MeasurerProtocol.request(in: bytes, answering: challenge) == request)
            #expect(MeasurerProtocol.request(in: bytes + [0], answering: challenge) == nil)
            for length in bytes.indices { #expect(MeasurerProtocol.request(in: Array(bytes.prefix(length)), answering: challenge) == nil) }
            for index in 0..<33 {
                var flipped = bytes
                flipped[index] ^= 0x80
                #expect(MeasurerProtocol.request(in: flipped, answering: challenge) == nil)
            }
        }
        for index in 33..<97 {
            var flipped = MeasurerProtocol.request(challenge, .sealingKey)
            flipped[index] = 1
            #expect(MeasurerProtocol.request(in: flipped, answering: challenge) == nil)
        }
    }

    @Test func `[2] An answer cut anywhere, extended, or of the other kind holds no key`() throws {
        let answer = Self.answer()
        #expect(try Self.key(in: answer) == SymmetricKey(data: Samples.bytes(9, 32)))
        var others = answer.indices.map { Array(answer.prefix($0)) }
        others.append(answer + [0])
        others.append([2] + answer.dropFirst())
        others.append([1] + answer.dropFirst() + [0])
        others.append(MeasurerProtocol.answer(try Samples.evidence()))
        for other in others { #expect(throws: AttestationError(.malformed, "")) { try Self.key(in: other) } }
        #expect(throws: AttestationError(.malformed, "")) { try MeasurerProtocol.evidence(in: answer) }
        let refusal = MeasurerProtocol.answer(AttestationError(.refused, "no role"))
        #expect(throws: AttestationError(.refused, "")) { try Self.key(in: refusal) }
        for length in 1..<refusal.count {
            #expect(throws: AttestationError(.malformed, "")) { try Self.key(in: Array(refusal.prefix(length))) }
        }
    }

    @Test func `[46] What a sealer gets over the socket opens what the same key sealed`() async throws {
        let connection = try OneConnection(at: socket, greeting: [1] + Samples.bytes(9, 32), answer: Self.answer())
        let sealer = try await SoftwareSealer.obtain(from: socket)
        #expect(await connection.request() == [2] + Samples.bytes(9, 32) + Samples.bytes(0, 64))
        #expect(try SoftwareSealer(key: SymmetricKey(data: Samples.bytes(9, 32))).unseal(sealer.seal([1, 2, 3])) == [1, 2, 3])
    }

    @Test func `[46] Sealed bytes cut anywhere, extended, flipped anywhere or of another key are refused`() throws {
        let sealer = SoftwareSealer(key: SymmetricKey(data: Samples.bytes(1, 32)))
        let sealed = try sealer.seal(Samples.bytes(7, 40))
        #expect(sealed.count == 68)
        #expect(try sealer.unseal(sealed) == Samples.bytes(7, 40))
        for length in sealed.indices {
            #expect(throws: AttestationError(length < 28 ? .malformed : .notAuthentic, "")) {
                try sealer.unseal(Array(sealed.prefix(length)))
            }
        }
        for index in sealed.indices {
            var flipped = sealed
            flipped[index] ^= 1
            #expect(throws: AttestationError(.notAuthentic, "")) { try sealer.unseal(flipped) }
        }
        #expect(throws: AttestationError(.notAuthentic, "")) { try sealer.unseal(sealed + [0]) }
        let other = SoftwareSealer(key: SymmetricKey(data: Samples.bytes(2, 32)))
        #expect(throws: AttestationError(.notAuthentic, "")) { try other.unseal(sealed) }
    }

    @Test func `[46][75] Nothing and the longest plaintext are sealed, each time otherwise, and a longer one is refused`() throws {
        let sealer = SoftwareSealer(key: SymmetricKey(data: Samples.bytes(1, 32)))
        #expect(try sealer.unseal(sealer.seal([])) == [])
        #expect(try sealer.seal([1]) != sealer.seal([1]))
        let longest = Samples.bytes(1, SoftwareSealer.maximumLength)
        let sealed = try sealer.seal(longest)
        #expect(try sealer.unseal(sealed) == longest)
        #expect(throws: AttestationError(.tooLarge, "")) { try sealer.seal(longest + [1]) }
        #expect(throws: AttestationError(.malformed, "")) { try sealer.unseal(sealed + [1]) }
    }

    @Test func `[118] Neither description nor mirror shows the sealing key`() {
        let sealer = SoftwareSealer(key: SymmetricKey(data: Samples.bytes(1, 32)))
        var dumped = ""
        dump(sealer, to: &dumped)
        for text in ["\(sealer)", String(reflecting: sealer), dumped] { #expect(!text.contains("01") && !text.contains("[1")) }
        #expect("\(sealer)" == "SoftwareSealer(secret)")
    }
}
