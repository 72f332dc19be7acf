import Testing
import Wire

@testable import SealedData

/// A stream that Tink 1.16.1 sealed under the key 00 01 … 1f, by scripts/tests/tink_exchange.py. The plaintext is `pattern(plaintextLength)`.
struct TinkVector: Sendable, CustomTestStringConvertible {
    let plaintextLength: Int
    let associatedData: String
    /// The random part: with it, everything else follows.
    let header: String
    let sealedLength: Int
    let sealedDigest: String
    /// All after the header, of the short ones.
    let sealed: String?

    var testDescription: String { "\(plaintextLength) bytes" }

    static let key = try? DataKey(bytes: Array(0..<32))

    static let all = [
        TinkVector(
            plaintextLength: 0, associatedData: "photo 7",
            header: "283a2a48789755cf621276eaab0a595206bdfce303634e8f453add27c4b05e42c2b3c0d6219eb1af",
            sealedLength: 56,
            sealedDigest: "9a6c092c99ee25afdb44a5253b303583df51b431125cf4d6f9a55e567d3b64ba",
            sealed: "ea86d8f29b2327f29fe2f07abcb0d0e9"),
        TinkVector(
            plaintextLength: 1, associatedData: "photo 7",
            header: "2861e0c7cf07c72f8b5e1c0d86d3cc7bc6edc1cc5a38c665084368b96d9b73c3088e11328f178a98",
            sealedLength: 57,
            sealedDigest: "6924f0187f4c41f5f32ee62e5079da326f7a20ccf47fa17b42344128a0dc2ec3",
            sealed: "8543b00215cfd9a9e35a399297ed47776b"),
        TinkVector(
            plaintextLength: 16, associatedData: "",
            header: "288e83edb46aa540ba5214a08bf1bb2f2db114737eeab430a1a5e60828e8e191ea917fe0cb830ea7",
            sealedLength: 72,
            sealedDigest: "3f18c639c5f9bdb16bc2d0ef3b1fb14d817604d3dcd61dfa8301db26823c0dad",
            sealed: "cefbcd688b2e5bc7c91a33ad9669bbba3d2811e7d50dbb3ced2e8abc0f09125c"),
        TinkVector(
            plaintextLength: 100, associatedData: "photo 7",
            header: "288c7c46f76c7543b832095da04a100c20d4858f4fffcd9c2907e2dd134323ab0a855d4536646151",
            sealedLength: 156,
            sealedDigest: "bcacc3ff9fbf0143e789b49053c0f848002c5ca622623e281bfce8268d526e96",
            sealed:
                "fed2080f846cb1e83abd2125fcf3b4cc3fb81130be9b8ef3613526cfde358b90de363c0602de90a450e7651c1a35c45f7624959cd4aadb03f16a0f2f1fb9facffe8072344ec319dd4a77d350a4f64a9c50ede79e29d71ec0016970040a6e5844bbe2447eaeba518c5ab7e7277c83f1a2e1ed126b"
        ),
        TinkVector(
            plaintextLength: 1_048_519, associatedData: "photo 7",
            header: "28255657728ab91c1d2adaea9f1684c08d3b36d1ed06516542adb1f02498cd5a05a644c005b7572d",
            sealedLength: 1_048_575,
            sealedDigest: "086106195722c503a29696a2124a04b08bbd1799b3f424a4c95ef84639a85cd3",
            sealed: nil),
        TinkVector(
            plaintextLength: 1_048_520, associatedData: "photo 7",
            header: "28dda9486114aac625e6852feeadc8d0232a10aab5f2291288ee894b2355181d088e4566e0a98b00",
            sealedLength: 1_048_576,
            sealedDigest: "35d3e79792aa20a9ce38d3145b9e643536993a5291a2bf4b46b5458b7be4a4b1",
            sealed: nil),
        TinkVector(
            plaintextLength: 1_048_521, associatedData: "photo 7",
            header: "2825d9ce794b4d476dd318ae944eba34d8742c9790e0dfa255f2eefbafc9fe8f216638c5de890c9c",
            sealedLength: 1_048_593,
            sealedDigest: "da147c60e0490de90ca7f89debfc4d652cd8593546b4090c123748e9e90436a4",
            sealed: nil),
        TinkVector(
            plaintextLength: 2_097_080, associatedData: "photo 7",
            header: "28dee0080e0a9479a28c11b50c2cc7d67a7f64c8457b4d17519508a20f29eebdba3964bcf60b4956",
            sealedLength: 2_097_152,
            sealedDigest: "fd28b6fe3e8c61e907481591c9e087f5b1e8bac59541b811e83fd361038b4cce",
            sealed: nil),
        TinkVector(
            plaintextLength: 2_097_081, associatedData: "photo 7",
            header: "28725b1709db2e27ef6c200f94fb348e9b05e8f3f889a8368a6db70354ba63d34e2b3625adfadb1c",
            sealedLength: 2_097_169,
            sealedDigest: "19c43d4e6979810b52ef48a916ba49e1866ae3ac956df0c821672e523f5115b8",
            sealed: nil),
        TinkVector(
            plaintextLength: 3_145_641, associatedData: "photo 7",
            header: "28cae29ca8108153521c7e16b924c98524b18554107cad6c83a94d95b5b81fcb4e083f6dc7fa8a7f",
            sealedLength: 3_145_745,
            sealedDigest: "8d70f5e07d237377d3e4f51bdca8086707e4fadb298d30b4437ffce72f8deeb4",
            sealed: nil),
    ]
}
