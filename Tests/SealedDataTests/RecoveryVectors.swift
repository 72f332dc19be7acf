/// What fixed secrets must produce, as printed in docs/spec/keys.md, "Recovery"; made by `scripts/key_vectors.py`.
enum RecoveryVectors {
    static let origin = "cloister.example/ledger/1"
    /// The first byte of each of five shares; all bytes of a share are equal.
    static let shares = "880c1d4253"
    static let commitment = "f6d235f2bcb3ec34f105b0582a30036ad6f01be84e97882704c618943af3301b"
    static let sealed =
        "a0fe0d1430b07898750fe76c3bd12cef49d0d156ca43f282c844fa047586b116fb4c35b5fb73c73658164f7a51f7688c15d113645454be2a"
}
