#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// The fuzzer's main; not part of any test. It runs the target that `FUZZ_TARGET` names under libFuzzer, with libFuzzer's own arguments;
// without a name it lists the targets, each with the length of its longest input.

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// `LLVMFuzzerRunDriver` of compiler-rt's `FuzzerInterface.h`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<Arguments>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private let target: FuzzTarget? = getenv("FUZZ_TARGET").flatMap { name in
    FuzzTarget.all.first { $0.name == String(cString: name) }
}

/// What the package manager makes `main` of an executable called `fuzzer`.
@_cdecl("fuzzer_main")
public func fuzzerMain(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    guard target != nil else {
        for target in FuzzTarget.all { print(target.name, target.longest) }
        return getenv("FUZZ_TARGET") == nil ? 0 : 2
    }
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments) { bytes, count in
        target?.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }
}
