import Attestation
import Foundation

extension HardwareDemands {
    /// Demands as a configuration has them.
    static func of(_ text: String) throws -> HardwareDemands { try JSONDecoder().decode(HardwareDemands.self, from: Data(text.utf8)) }
}
