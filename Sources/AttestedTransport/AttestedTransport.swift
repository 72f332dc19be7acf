// AttestedTransport
