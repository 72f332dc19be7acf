import Commands

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

exit(await CloisterProgram.run(Array(CommandLine.arguments.dropFirst())))
