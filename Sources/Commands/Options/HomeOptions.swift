import ArgumentParser

/// Whose folder a command uses.
struct HomeOptions: ParsableArguments {
    @Option(
        name: .customLong("home"),
        help: ArgumentHelp("The party's folder (default: $CLOISTER_HOME, or ~/.cloister).", valueName: "dir"),
        completion: .directory)
    var path: String?

    var folder: HomeFolder { HomeFolder(option: path) }
}
