import ArgumentParser
import ControlPlane

/// A role as the command line spells it.
enum RoleName: String, CaseIterable, ExpressibleByArgument, Codable {
    case admin, functionOwner, dataOwner, auditor

    var role: Role {
        switch self {
        case .admin: .admin
        case .functionOwner: .functionOwner
        case .dataOwner: .dataOwner
        case .auditor: .auditor
        }
    }
}
