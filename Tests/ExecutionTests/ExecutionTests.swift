import Testing

@Suite struct ExecutionTests {}
