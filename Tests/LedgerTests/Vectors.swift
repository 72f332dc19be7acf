/// What the fixed keys must produce, as printed in docs/spec/ledger.md; made by an implementation of its own in Python.
enum Vectors {
    static let openingLeaf = "eb23d10824c240127923526453a5d1a1e4ca3265a28ce272b1bdbb3ec452ae92"
    static let openingEntry =
        "01010000000000000001000000000000000029fec07c120d4ad9191473e78c667a870ab68d9493d96307b5ef8070c2c53a2a000000807fec"
        + "4539622cb2ec683bb02efa106f285421ac80830dd48ceec8aa85b0889188e89cb548f0c2e8964e8dd11aa397eb2328e4bc4b73e32f3b7a85"
        + "5e11d6a1f7ca2bbf3fa22f37a351b6173a0898982281a393353e401b2d71541cd1ee8a09b648a5afb1dffea931c1f8fd6276c4718d815982"
        + "4a8d109de51b5b62de4d9577c26238f815219aa597e8e6734fbc22b9ad86"
    static let recordLeaf = "3cacab346357fd431b2b5abedca698a2c40ce9301a20685e74e4c44353097982"
    static let recordEntry =
        "010200000000000000010000000000000001e842176ba420b35bef0a68575ca9fce670aab385d86e20f38d05e9d5805e20a200000080df95"
        + "e50c9c97ec5abd0ae9666d1ea149deedbfae329fd32affde07dabe11896590782718f408968bd1141bfeea23d25d53d413cf210b40c434ed"
        + "b44924ca14304a4cc195577495a639eea8074aac5952c8d08fd83b80f2553ac8c6dd102d31f535472c3b9c1ea06479ea7748bb1a157d38ed"
        + "78815899d816abeaa70f2fb8e9142c7e6728bcdcf0e72faf1bb8f14d276f"
    static let root = "54e778331c1153c0ae103f828c9427fb5e352001197e84b4c9c6cb3e84cfee05"
    static let verifierKey = "cloister.example/ledger/1+ae289522+AaCapfR6Z1mAL/lV+NwtKhSlyZ0jvpf4ZBJ/+Tg0VaTw"
    static let checkpoint =
        "cloister.example/ledger/1\n2\nVOd4MxwRU8CuED+CjJQn+141IAEZfoS0ycbLPoTP7gU=\n\n\u{2014} cloister.example/ledger/1 riiVIpc3CYxLO9x6YivSYz03KxxLosRtR7qzsoWh7acIOyeosNcOIR9EqrGXfdECgT4yEvrWJXprLaXQ4Qqic4N6KQ8=\n"
}
