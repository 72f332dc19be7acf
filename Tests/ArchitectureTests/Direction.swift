/// Which module may import which: the direction of docs/architecture.md, written down a second time so that a line in
/// Package.swift alone cannot turn it around.
enum Direction {
    /// Modules that exist once per operating system; every target may use them.
    static let system: Set<String> = ["Darwin", "Dispatch", "FoundationEssentials", "Glibc", "Musl", "Synchronization"]

    /// Bytes in, values out: no network, no Foundation beyond its essentials.
    static let pure: [String: Set<String>] = [
        "Wire": ["CAEAD", "Crypto"],
        "SealedData": ["Wire", "Crypto"],
        "Attestation": ["Wire", "Crypto", "CryptoExtras"],
        "AttestedSession": ["Wire", "Attestation", "Crypto"],
        "RATLS": ["Wire", "Attestation", "Crypto", "X509", "SwiftASN1"],
        "Ledger": ["Wire", "Crypto"],
        "ControlPlane": ["Wire", "Crypto"],
    ]

    /// What touches the operating system.
    static let host: [String: Set<String>] = [
        "LedgerSQLite": ["Ledger", "CSQLite"],
        "Simulation": ["Wire", "Ledger", "LedgerSQLite", "CSQLite"],
        "SoftwareTEE": ["Wire", "Attestation", "CHost", "Crypto"],
        "Execution": ["Wire", "SealedData", "ControlPlane", "CHost", "CSeccomp", "Crypto"],
        "Engines": ["Wire", "Execution", "CONNXRuntime", "CTurboJPEG", "CPNG", "CHost", "CSeccomp"],
    ]

    static let remoteCalls: Set<String> = [
        "GRPCCore", "GRPCNIOTransportCore", "GRPCNIOTransportHTTP2", "GRPCNIOTransportHTTP2Posix",
    ]

    /// What speaks over the network. None of these knows a concrete back end or the software TEE, but `Commands`, whose
    /// clients may choose to accept the software TEE.
    static let network: [String: Set<String>] = [
        "ControlAPI": remoteCalls.union(["GRPCProtobuf", "SwiftProtobuf"]),
        "AttestedTransport": remoteCalls.union([
            "Wire", "Attestation", "AttestedSession", "RATLS", "ControlAPI", "Crypto", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS",
            "X509", "SwiftASN1", "GRPCProtobuf",
        ]),
        "AttestationCollateral": ["Wire", "Attestation", "Crypto", "AsyncHTTPClient", "NIOCore", "NIOHTTP1"],
        "LedgerWitness": ["Wire", "Ledger", "AsyncHTTPClient", "Hummingbird", "HummingbirdCore", "Logging", "NIOCore"],
        "Client": remoteCalls.union([
            "Wire", "SealedData", "Attestation", "AttestedSession", "AttestedTransport", "ControlAPI", "Ledger", "ControlPlane", "Crypto",
            "SwiftProtobuf",
        ]),
        "Server": remoteCalls.union([
            "Wire", "SealedData", "Attestation", "AttestedSession", "AttestedTransport", "ControlAPI", "Ledger", "LedgerWitness",
            "ControlPlane", "Execution", "CHost", "Crypto", "SwiftProtobuf", "Logging", "ServiceLifecycle", "UnixSignals", "ArgumentParser",
        ]),
        "Commands": [
            "Wire", "SealedData", "Attestation", "AttestationCollateral", "AttestedSession", "AttestedTransport", "Ledger", "LedgerWitness",
            "ControlPlane", "Client", "SoftwareTEE", "Crypto", "ArgumentParser", "Logging",
        ],
    ]

    /// Mains: the only places that choose a back end.
    static let mains: [String: Set<String>] = [
        "cloister": ["Commands"],
        "cloisterd": ["Server", "Ledger", "LedgerSQLite", "ArgumentParser"],
        "cloisterd-dev": ["Server", "Ledger", "LedgerSQLite", "Attestation", "SoftwareTEE", "Wire", "ArgumentParser"],
        "cloister-jail": ["Engines"],
        "cloister-simulate": ["Simulation"],
        "cloister-measurer": ["SoftwareTEE", "Attestation", "Wire", "ArgumentParser"],
        "cloister-bench": remoteCalls.union([
            "Wire", "SealedData", "Attestation", "Ledger", "LedgerWitness", "ControlPlane", "LedgerSQLite", "CSQLite", "SoftwareTEE",
            "CHost", "Client", "AttestedSession", "AttestedTransport", "Crypto", "CryptoExtras", "ArgumentParser", "Logging",
        ]),
    ]

    /// The modules of ours that each test target may import.
    static let tests: [String: Set<String>] = [
        "WireTests": ["Wire"],
        "SealedDataTests": ["SealedData", "Wire"],
        "AttestationTests": ["Attestation", "SoftwareTEE", "Wire", "CHost"],
        "AttestationCollateralTests": ["AttestationCollateral", "Attestation", "Wire"],
        "AttestedSessionTests": ["AttestedSession", "Attestation", "Wire"],
        "FuzzTests": ["AttestedSession", "RATLS", "Attestation", "Ledger", "ControlPlane", "Wire"],
        "SimulationTests": ["Simulation", "Ledger", "CSQLite"],
        "LedgerTests": ["Ledger", "LedgerSQLite", "Wire", "CSQLite"],
        "LedgerWitnessTests": ["LedgerWitness", "Ledger", "Wire"],
        "ControlPlaneTests": ["ControlPlane", "Wire"],
        "ExecutionTests": ["Execution", "Engines", "SealedData", "ControlPlane", "Wire", "CHost"],
        "AttestedTransportTests": ["AttestedTransport", "AttestedSession", "RATLS", "Attestation", "ControlAPI", "Wire"],
        "CommandsTests": [
            "Commands", "Client", "ControlAPI", "ControlPlane", "Ledger", "Attestation", "AttestationCollateral", "SoftwareTEE",
            "SealedData", "Wire",
        ],
        "EndToEndTests": [
            "Client", "Server", "Commands", "SoftwareTEE", "LedgerSQLite", "ControlPlane", "SealedData", "AttestedTransport",
            "AttestedSession", "RATLS", "Attestation", "Ledger", "ControlAPI", "Execution", "Wire",
        ],
        "ClientTests": [
            "Client", "SoftwareTEE", "AttestedTransport", "AttestedSession", "Attestation", "ControlAPI", "ControlPlane", "Ledger",
            "SealedData", "Wire",
        ],
        "ServerTests": [
            "Server", "Attestation", "AttestedSession", "AttestedTransport", "ControlAPI", "Ledger", "ControlPlane", "Execution",
            "SealedData", "Wire",
        ],
        "ArchitectureTests": [],
    ]

    /// Every target below Sources that is written in Swift.
    static let sources = [pure, host, network, mains].reduce(into: [:]) { $0.merge($1) { $1 } }
}
