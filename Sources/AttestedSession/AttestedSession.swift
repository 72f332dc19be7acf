// AttestedSession
