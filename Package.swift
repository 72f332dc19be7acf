// swift-tools-version: 6.2
import PackageDescription

// A target exists only where platform, heavy dependency or trust differs (docs/architecture.md).
// The order is the dependency direction: a target may use only those above it.
// Tests/ArchitectureTests checks the imports against this list.

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grpc: Target.Dependency = .product(name: "GRPCCore", package: "grpc-swift-2")
let grpcNIO: Target.Dependency = .product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

// Not MemberImportVisibility: with it, an optimised build from scratch looks for the members of Glibc's structures in CoreFoundation.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

let package = Package(
    name: "cloister",
    platforms: [.macOS("26.0"), .iOS("26.0")],
    products: [
        .executable(name: "cloister", targets: ["cloister"]),
        .executable(name: "cloisterd", targets: ["cloisterd"]),
        .executable(name: "cloisterd-dev", targets: ["cloisterd-dev"]),
        .executable(name: "cloister-jail", targets: ["cloister-jail"]),
        .executable(name: "cloister-measurer", targets: ["cloister-measurer"]),
        .executable(name: "cloister-bench", targets: ["cloister-bench"]),
        .executable(name: "cloister-simulate", targets: ["cloister-simulate"]),
        .library(name: "CloisterClient", targets: ["Client"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", exact: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", exact: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", exact: "2.4.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // Pure: bytes in, values out.
        .target(name: "CAEAD", cSettings: [.treatAllWarnings(as: .error)]),
        library("Wire", ["CAEAD", crypto]),
        library("SealedData", ["Wire", crypto]),
        library("Attestation", ["Wire", crypto, cryptoExtras]),
        library("AttestedSession", ["Wire", "Attestation", crypto]),
        library("RATLS", ["Wire", "Attestation", crypto, x509, asn1]),
        library("Ledger", ["Wire", crypto]),
        library("ControlPlane", ["Wire", crypto]),

        // What touches this operating system, in C where Swift cannot.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .target(name: "CHost", cSettings: [.treatAllWarnings(as: .error)]),
        .target(name: "CONNXRuntime", cSettings: [.treatAllWarnings(as: .error)]),
        library("LedgerSQLite", ["Ledger", "CSQLite"]),
        library("Simulation", ["Wire", "Ledger", "LedgerSQLite", "CSQLite"]),
        library("SoftwareTEE", ["Wire", "Attestation", "CHost", crypto]),
        library("Execution", ["Wire", "SealedData", "ControlPlane", "CHost", "CSeccomp", crypto]),
        library("Engines", ["Wire", "Execution", "CONNXRuntime", "CTurboJPEG", "CPNG", "CHost", "CSeccomp"]),

        // The network.
        library(
            "AttestationCollateral",
            [
                "Wire", "Attestation", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        library(
            "ControlAPI",
            [
                grpc,
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
                protobuf,
            ]),
        library(
            "AttestedTransport",
            [
                "Wire", "Attestation", "AttestedSession", "RATLS", "ControlAPI", crypto, grpc, grpcNIO, x509, asn1,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
            ]),
        library(
            "LedgerWitness",
            [
                "Wire", "Ledger", httpClient, logging,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
        library(
            "Client",
            [
                "Wire", "SealedData", "Attestation", "AttestedSession", "AttestedTransport", "ControlAPI", "Ledger",
                "ControlPlane", crypto, grpc, grpcNIO, protobuf,
            ]),
        library(
            "Server",
            [
                "Wire", "SealedData", "Attestation", "AttestedSession", "AttestedTransport", "ControlAPI", "Ledger",
                "LedgerWitness", "ControlPlane", "Execution", "CHost", crypto, grpc, grpcNIO, protobuf,
                logging, lifecycle, arguments,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        library(
            "Commands",
            [
                "Client", "SoftwareTEE", "Attestation", "AttestationCollateral", "AttestedSession", "AttestedTransport", "Ledger",
                "LedgerWitness", "SealedData", "ControlPlane", "Wire", crypto, arguments, logging,
            ]),

        // Mains of a few lines each. Only `cloisterd-dev` links the software TEE.
        program("cloister", ["Commands"]),
        program("cloisterd", ["Server", "Ledger", "LedgerSQLite", arguments]),
        program("cloisterd-dev", ["Server", "Ledger", "LedgerSQLite", "Attestation", "SoftwareTEE", "Wire", arguments]),
        program("cloister-jail", ["Engines"]),
        program("cloister-measurer", ["SoftwareTEE", "Attestation", "Wire", arguments]),
        program(
            "cloister-bench",
            [
                "Wire", "SealedData", "Attestation", "Ledger", "LedgerWitness", "ControlPlane", "LedgerSQLite", "CSQLite", "SoftwareTEE",
                "CHost", "Client", "AttestedSession", "AttestedTransport", crypto, cryptoExtras, grpc, grpcNIO, arguments, logging,
            ]),
        program("cloister-simulate", ["Simulation"]),

        tests("WireTests", ["Wire", crypto]),
        tests("SealedDataTests", ["SealedData", "Wire", crypto]),
        tests("AttestationTests", ["Attestation", "SoftwareTEE", "Wire", crypto], exclude: ["Vectors"]),
        tests(
            "AttestationCollateralTests",
            [
                "AttestationCollateral", "Attestation", "Wire", crypto,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        tests("AttestedSessionTests", ["AttestedSession", "Attestation", "Wire", crypto], exclude: ["Vectors"]),
        tests(
            "FuzzTests", ["AttestedSession", "RATLS", "Attestation", "Ledger", "ControlPlane", "Wire", crypto],
            exclude: ["Corpus", "Fuzzer"]),
        tests("LedgerTests", ["Ledger", "LedgerSQLite", "Wire", "CSQLite", crypto]),
        tests("SimulationTests", ["Simulation", "Ledger", "CSQLite"]),
        tests(
            "LedgerWitnessTests",
            ["LedgerWitness", "Ledger", "Wire", crypto, httpClient, logging, .product(name: "NIOCore", package: "swift-nio")]),
        tests("ControlPlaneTests", ["ControlPlane", "Wire", crypto]),
        tests("ExecutionTests", ["Execution", "Engines", "SealedData", "ControlPlane", "Wire", crypto]),
        tests(
            "AttestedTransportTests",
            [
                "AttestedTransport", "AttestedSession", "RATLS", "Attestation", "ControlAPI", "Wire", crypto, grpc, grpcNIO, x509, asn1,
                .product(name: "GRPCInProcessTransport", package: "grpc-swift-2"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], exclude: ["RATLS/Vectors"]),
        tests(
            "EndToEndTests",
            [
                "Client", "Server", "Commands", "SoftwareTEE", "LedgerSQLite", "ControlPlane", "SealedData", "AttestedTransport", "RATLS",
                "AttestedSession", "Attestation", "Ledger", "ControlAPI", "Wire", crypto, grpc, grpcNIO, protobuf,
            ]),
        tests(
            "CommandsTests",
            [
                "Commands", "Client", "ControlAPI", "ControlPlane", "Ledger", "Attestation", "AttestationCollateral", "SoftwareTEE",
                "SealedData", "Wire", arguments,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        tests(
            "ClientTests",
            [
                "Client", "SoftwareTEE", "AttestedTransport", "AttestedSession", "Attestation", "ControlAPI", "ControlPlane", "Ledger",
                "SealedData", "Wire", crypto, grpc, protobuf,
            ]),
        tests(
            "ServerTests",
            [
                "Server", "Attestation", "AttestedSession", "AttestedTransport", "ControlAPI", "Ledger", "ControlPlane", "Execution",
                "SealedData", "Wire", crypto, grpc, logging,
            ]),
        tests("ArchitectureTests", []),
    ]
)
