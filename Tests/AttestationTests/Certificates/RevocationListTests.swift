import Crypto
import Testing

@testable import Attestation

@Suite struct RevocationListTests {
    private let issuer = MadeCertificate.authority("issuer")

    @Test func `Every part of a list is read`() throws {
        let made = MadeRevocationList(issuer: issuer, serials: [[1], [0, 0x80], [0x7f, 0xff]])
        let list = try made.list()
        #expect(list.count == 3 && list.window == made.window && list.issuerDER == MadeDER.name("issuer"))
        #expect(list.sequenceNumber == RevocationListNumber([7]))
        for serial in made.serials { #expect(list.revokes(serial: serial)) }
        for serial in [[], [2], [0x80], [0, 1], [0x7f], [0x7f, 0xff, 0]] as [[UInt8]] { #expect(!list.revokes(serial: serial)) }
    }

    @Test func `[6] Lists of another version, without an end, or with what is not understood are refused`() throws {
        let critical = MadeCertificate.Extension(identifier: [2, 5, 29, 28], isCritical: true, value: MadeDER.sequence())
        let other = MadeCertificate.Extension(identifier: [2, 5, 29, 29], isCritical: true, value: MadeDER.sequence())
        for change in [
            { $0.version = 0 }, { $0.hasNextUpdate = false }, { $0.extensions.append(critical) }, { $0.extensions = [] },
            { $0.entryExtensions = [other] }, { $0.extensions.append($0.extensions[0]) }, { $0.serials = [[0, 1]] },
        ] as [(inout MadeRevocationList) -> Void] {
            var made = MadeRevocationList(issuer: issuer, serials: [[1]])
            change(&made)
            #expect(throws: AttestationError.self) { try made.list() }
        }
        var made = MadeRevocationList(issuer: issuer, serials: [[1]])
        made.entryExtensions = [.init(identifier: [2, 5, 29, 21], value: MadeDER.element(0x0a, [1]))]
        #expect(try made.list().count == 1)
    }

    @Test func `[6] Of several extensions of an entry none may be critical, and none may come twice`() throws {
        let reason = MadeCertificate.Extension(identifier: [2, 5, 29, 21], value: MadeDER.element(0x0a, [1]))
        let date = MadeCertificate.Extension(identifier: [2, 5, 29, 24], value: MadeDER.text("20250101000000Z", tag: 0x18))
        var critical = date
        critical.isCritical = true
        for (extensions, isRead) in [
            ([reason, date], true), ([reason, critical], false), ([critical, reason], false), ([critical], false),
            ([reason, reason], false),
            ((0..<17).map { .init(identifier: [1, 2, $0], value: []) }, false),
        ] as [([MadeCertificate.Extension], Bool)] {
            let made = MadeRevocationList(issuer: issuer, serials: [[1], [2]], entryExtensions: extensions)
            #expect((try? made.list().count) == (isRead ? 2 : nil))
        }
    }

    @Test func `[7] A list of the same key and another name is no list of the issuer's`() throws {
        var renamed = issuer
        (renamed.subject, renamed.issuer) = ("renamed", "renamed")
        let list = try MadeRevocationList(issuer: issuer).list()
        let error = #expect(throws: AttestationError.self) {
            try CurrentRevocationList(list, of: renamed.certificate(), at: UInt64(MadeCertificate.time))
        }
        #expect(error?.refusal == .revocationListInvalid)
    }

    @Test func `Lists are the same if their bytes are`() throws {
        let der = try MadeRevocationList(issuer: issuer).der()
        let other = try MadeRevocationList(issuer: issuer, serials: [[1]]).list()
        #expect(try Set([X509RevocationList(der: der), X509RevocationList(der: der), other]).count == 2)
    }

    @Test func `[1][2] No truncated or flipped list is signed by its issuer`() throws {
        let der = try MadeRevocationList(issuer: issuer, serials: [[1], [2]]).der()
        let certificate = try issuer.certificate()
        func holds(_ der: [UInt8]) -> Bool {
            guard let list = try? X509RevocationList(der: der) else { return false }
            return (try? CurrentRevocationList(list, of: certificate, at: UInt64(MadeCertificate.time))) != nil
        }
        #expect(holds(der) && !holds(der + [0]))
        for index in der.indices {
            #expect(!holds(Array(der.prefix(index))))
            for flip in [0x01, 0x80, 0xff] as [UInt8] {
                var changed = der
                changed[index] ^= flip
                #expect(!holds(changed), "byte \(index)")
            }
        }
    }

    @Test func `[100] A list of many entries is read in one walk`() throws {
        let serials = (0..<20_000).map { [0x40, UInt8($0 >> 8), UInt8($0 & 0xff)] }
        let list = try MadeRevocationList(issuer: issuer, serials: serials).list()
        #expect(list.count == 20_000 && list.revokes(serial: serials[19_999]) && !list.revokes(serial: [0x41, 0, 0]))
    }
}
