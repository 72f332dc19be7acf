import Testing

@Suite struct AttestedSessionTests {}
