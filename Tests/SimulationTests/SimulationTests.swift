import Testing

@testable import Simulation

@Suite struct SimulationTests {
    @Test func `Placeholder`() {}
}
