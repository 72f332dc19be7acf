import ArgumentParser

/// A script for the shell.
struct Completions: ParsableCommand {
    enum Shell: String, CaseIterable, ExpressibleByArgument { case bash, zsh, fish }

    static let configuration = CommandConfiguration(
        abstract: "Print a completion script for your shell.",
        discussion: """
            bash: cloister completions bash > ~/.local/share/bash-completion/completions/cloister
            zsh:  cloister completions zsh > a folder of $fpath, as _cloister
            fish: cloister completions fish > ~/.config/fish/completions/cloister.fish
            """)

    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Terminal.print(Cloister.completionScript(for: kind))
    }
}
