import ArgumentParser

/// `cloister evidence`.
struct EvidenceCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Explain and verify evidence of hardware, from files.",
        discussion: """
            Evidence is what a processor or its vendor signs: quotes of SGX and TDX, reports of SEV-SNP, documents of Nitro, quotes of a TPM \
            and of Azure's. Nothing but `fetch` asks anybody, and no home is needed; where there is one, it remembers which of Intel's documents were seen, \
            and older ones are refused.
            """,
        subcommands: [EvidenceInspect.self, EvidenceVerify.self, EvidenceFetch.self, EvidenceBundle.self])
}
