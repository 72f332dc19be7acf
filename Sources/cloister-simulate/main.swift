import Simulation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

exit(SimulationProgram.run(Array(CommandLine.arguments.dropFirst())))
