import ControlPlane
import Crypto
import Testing
import Wire

@Suite struct DocumentTests {
    private let world: World
    private let party: SignedDocument<PartyRegistration>
    private let function: SignedDocument<FunctionManifest>
    private let asset: SignedDocument<AssetRegistration>
    private let agreement: SignedDocument<AgreementTerms>

    init() throws {
        world = try World()
        party = try world.business.sign(world.business.registration)
        let manifest = world.manifest(audience: .parties([world.business.id, world.modelOwner.id]))
        function = try world.functionOwner.sign(manifest)
        let registration = world.asset("EfficientNet", owner: world.modelOwner, functions: [try manifest.functionDigest])
        asset = try world.modelOwner.sign(registration)
        agreement = try world.business.sign(
            world.terms(
                try manifest.functionDigest, model: registration.id, parameters: [ParameterValue(name: "top", value: "3")],
                recipients: [world.business, world.modelOwner]))
    }

    @Test func `Each document survives its encoding`() throws {
        #expect(try SignedDocument<PartyRegistration>(wireBytes: party.wireBytes) == party)
        #expect(try SignedDocument<FunctionManifest>(wireBytes: function.wireBytes) == function)
        #expect(try SignedDocument<AssetRegistration>(wireBytes: asset.wireBytes) == asset)
        #expect(try SignedDocument<AgreementTerms>(wireBytes: agreement.wireBytes) == agreement)
    }

    @Test func `The digests are those of docs/spec/documents.md`() throws {
        #expect(world.business.id.description == "d7d295edeb34b797adb98c5b186552b3")
        #expect(party.digest.hex == "75ce2d65b843d16e04496f5cb2bfada16cd55e8b74a14294ec9498c85720daac")
        #expect(function.digest.hex == "512ddd7afe98a8b01be82523c59d3b1f8d4ee405842d145a90838a057bb6d53f")
        #expect(asset.digest.hex == "bc5834ea4d2cc75b3cba9ae14ff7005e6d0ae0a41192fb54aa408f5f503b472a")
        #expect(agreement.digest.hex == "c8c91844c8c5b71d0de48e9b21212b3e3a8098936b0c27c74a5f2c3a76ca329d")
        let info = asset.body.keyInfo(ledgerOrigin: World.origin, ownerSigningKey: world.modelOwner.registration.signingKey)
        #expect(info.hex == "bdb1ad3b140ec56e236dd1902fc50dec0102e46452276ef25f8252adc6878895")
    }

    @Test func `[2][102] Every truncation and any extension of a document is refused`() {
        expectNoPrefix(of: party)
        expectNoPrefix(of: function)
        expectNoPrefix(of: asset)
        expectNoPrefix(of: agreement)
    }

    @Test func `[1][52] Every flipped byte of a document is refused, or is another document without a signature`() {
        expectNoFlip(of: party, by: world.business)
        expectNoFlip(of: function, by: world.functionOwner)
        expectNoFlip(of: asset, by: world.modelOwner)
        expectNoFlip(of: agreement, by: world.business)
    }

    @Test func `[53] A signature counts for its signer, its bytes and its kind of document alone`() throws {
        #expect(agreement.verify(by: world.business.registration.signingKey))
        #expect(!agreement.verify(by: world.modelOwner.registration.signingKey))
        #expect(!agreement.verify(party.signature, by: world.business.registration.signingKey))
        let unlabelled = Array(try world.business.key.signature(for: agreement.bytes).rawRepresentation)
        #expect(!agreement.verify(unlabelled, by: world.business.registration.signingKey))
    }

    @Test func `[12] A signature with r or s of zero is refused, and s is accepted in both halves`() throws {
        let key = world.business.registration.signingKey
        let zero = [UInt8](repeating: 0, count: 32)
        let (r, s) = (Array(agreement.signature.prefix(32)), Array(agreement.signature.suffix(32)))
        #expect(!agreement.verify(zero + s, by: key))
        #expect(!agreement.verify(r + zero, by: key))
        #expect(!agreement.verify(zero + zero, by: key))
        #expect(!agreement.verify([], by: key))
        #expect(!agreement.verify(agreement.signature + [0], by: key))
        #expect(agreement.verify(r + negated(s), by: key))
        #expect(!agreement.verify(by: []))
        #expect(!agreement.verify(by: [4] + zero + zero))
    }

    @Test func `A document longer than 1 MiB, or with a signature of another length, is refused`() {
        let long = [UInt8](repeating: 0, count: (1 << 20) + 1)
        #expect(throws: WireError.tooLong(limit: 1 << 20)) { try SignedDocument<PartyRegistration>(bytes: long, signature: []) }
        #expect(throws: WireError.self) { try SignedDocument<PartyRegistration>(bytes: party.bytes, signature: [1]) }
    }

    @Test func `A list that is not in its one order is refused`() {
        var terms = agreement.body
        terms.inputs.reverse()
        #expect(throws: WireError.self) { try world.business.sign(terms) }
        terms = agreement.body
        terms.outputs[0].recipients.append(terms.outputs[0].recipients[0])
        #expect(throws: WireError.self) { try world.business.sign(terms) }
    }

    @Test func `[12] A registration with a key that is no point, or of another kind, is refused`() {
        var registration = world.business.registration
        registration.signingKey = [4] + [UInt8](repeating: 1, count: 64)
        #expect(throws: WireError.self) { try world.business.sign(registration) }
        registration = world.business.registration
        registration.recipientKey.removeLast()
        #expect(throws: WireError.self) { try world.business.sign(registration) }
    }

    @Test func `[122] The info of an asset's key differs by ledger, owner, policy, ciphertext and commitment`() {
        let base = asset.body
        let key = world.modelOwner.registration.signingKey
        var infos = [base.keyInfo(ledgerOrigin: World.origin, ownerSigningKey: key)]
        infos.append(base.keyInfo(ledgerOrigin: "ledger.test/two", ownerSigningKey: key))
        infos.append(base.keyInfo(ledgerOrigin: World.origin, ownerSigningKey: world.stranger.registration.signingKey))
        var changed = base
        changed.usage.functions = []
        infos.append(changed.keyInfo(ledgerOrigin: World.origin, ownerSigningKey: key))
        changed = base
        changed.release.measurements.insert("software-tee:ff")
        infos.append(changed.keyInfo(ledgerOrigin: World.origin, ownerSigningKey: key))
        changed = base
        changed.ciphertextDigest[0] ^= 1
        infos.append(changed.keyInfo(ledgerOrigin: World.origin, ownerSigningKey: key))
        changed = base
        changed.keyCommitment[0] ^= 1
        infos.append(changed.keyInfo(ledgerOrigin: World.origin, ownerSigningKey: key))
        #expect(Set(infos).count == infos.count)
    }

    private func expectNoPrefix<Body>(of document: SignedDocument<Body>) {
        for length in 0..<document.bytes.count {
            #expect(throws: WireError.self) {
                try SignedDocument<Body>(bytes: Array(document.bytes.prefix(length)), signature: document.signature)
            }
        }
        #expect(throws: WireError.self) { try SignedDocument<Body>(bytes: document.bytes + [0], signature: document.signature) }
    }

    private func expectNoFlip<Body>(of document: SignedDocument<Body>, by signer: TestParty) {
        for index in document.bytes.indices {
            for mask: UInt8 in [0x01, 0x80, 0xff] {
                var bytes = document.bytes
                bytes[index] ^= mask
                guard let changed = try? SignedDocument<Body>(bytes: bytes, signature: document.signature) else { continue }
                #expect(changed.body != document.body && changed.digest != document.digest)
                if mask == 0x01 { #expect(!changed.verify(by: signer.registration.signingKey)) }
            }
        }
        for index in document.signature.indices {
            var signature = document.signature
            signature[index] ^= 1
            #expect(!document.verify(signature, by: signer.registration.signingKey))
        }
    }

    /// n − s for the order n of P-256.
    private func negated(_ s: [UInt8]) -> [UInt8] {
        let order = [UInt8](hex: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551") ?? []
        var (result, borrow) = ([UInt8](repeating: 0, count: 32), 0)
        for index in (0..<32).reversed() {
            var digit = Int(order[index]) - Int(s[index]) - borrow
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += 256 }
            result[index] = UInt8(digit)
        }
        return result
    }
}
