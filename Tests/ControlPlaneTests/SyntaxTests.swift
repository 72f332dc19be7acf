import Testing

@testable import ControlPlane

@Suite struct SyntaxTests {
    @Test(arguments: ["a", "0", "photo", "image-classifier", "a.b_c-d", String(repeating: "a", count: 64)])
    func `A name of the allowed form is accepted`(_ name: String) { #expect(Syntax.isIdentifier(name)) }

    @Test(arguments: ["", ".", "..", ".a", "-a", "_a", "A", "a/b", "a b", "ä", "a\u{0}", String(repeating: "a", count: 65)])
    func `[76] A name that could be a path, an option or nothing is refused`(_ name: String) { #expect(!Syntax.isIdentifier(name)) }

    @Test(arguments: ["1.0.0", "0.0.0", "10.20.30", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0.3.7", "1.0.0+20130313", "1.0.0-x-y.2+b.001"])
    func `A semantic version is accepted`(_ version: String) { #expect(Syntax.isVersion(version)) }

    @Test(arguments: [
        "", "1", "1.0", "1.0.0.0", "01.0.0", "1.00.0", "1.0.0-", "1.0.0-01", "1.0.0+", "1.0.0-a..b", "v1.0.0", "1.0.0 ", "1.0.ä",
    ])
    func `Anything else is refused as a version`(_ version: String) { #expect(!Syntax.isVersion(version)) }

    @Test(arguments: ["Corner Shop", "Zürich 株式会社", "a"])
    func `Printable text is a display name`(_ name: String) { #expect(Syntax.isDisplayName(name)) }

    @Test(arguments: [
        "", " a", "a ", "a\nb", "a\tb", "a\u{202e}b", "a\u{200b}b", "a\u{1b}[31m", "a\u{a0}b", String(repeating: "a", count: 129),
    ])
    func `Text that hides or moves what is read is refused`(_ name: String) { #expect(!Syntax.isDisplayName(name)) }

    @Test func `A parameter's value must be of its kind`() {
        #expect(ParameterSpec(name: "n", kind: .integer).accepts("-5"))
        #expect(!ParameterSpec(name: "n", kind: .integer).accepts("5.0"))
        #expect(!ParameterSpec(name: "n", kind: .integer).accepts("99999999999999999999"))
        #expect(ParameterSpec(name: "n", kind: .number).accepts("2.5e-3"))
        #expect(!ParameterSpec(name: "n", kind: .number).accepts("nan"))
        #expect(!ParameterSpec(name: "n", kind: .number).accepts("0x1p3"))
        #expect(!ParameterSpec(name: "n", kind: .number).accepts("1e999"))
        #expect(ParameterSpec(name: "n", kind: .boolean).accepts("true"))
        #expect(!ParameterSpec(name: "n", kind: .boolean).accepts("yes"))
        #expect(!ParameterSpec(name: "n", kind: .text).accepts(String(repeating: "x", count: 4_097)))
    }
}
