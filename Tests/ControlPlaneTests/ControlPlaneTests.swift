import Testing

@Suite struct ControlPlaneTests {}
