import Ledger

extension NodeLife {
    /// Writers, clients and snapshots beside the journal, until the node stops or dies.
    func serve(_ journal: Journal) async throws {
        try await journal.whileRunning {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<self.world.setting.writers { group.addTask { await self.write(journal) } }
                group.addTask { await self.compare(journal) }
                group.addTask { await self.makeSnapshots(journal) }
            }
        }
    }

    private func pause(_ range: Range<Int>) async -> Bool {
        try? await engine.sleep(microseconds: engine.random.number(range))
        return isServing
    }

    // MARK: Writing

    private func write(_ journal: Journal) async {
        while await pause(1_000..<120_000), !journal.isClosed {
            let now = look(journal.clock)
            guard journal.clock.isFresh else { continue }
            // What is written releases something until then.
            let expiry = now + UInt64(engine.random.number(1..<6))
            let trueTime = world.trueTime
            guard let pending = enqueue(engine.random.number(1..<world.setting.burst + 1), at: now, journal) else { return }
            var failure = await pending.failure()
            for _ in 0..<2 where failure?.code == .unwitnessed && isServing { failure = await pending.failure() }
            guard isAlive else { return }
            guard let failure else {
                acknowledged(pending.sequences, journal)
                release(enqueuedAt: trueTime, until: expiry, journal)
                continue
            }
            world.oracle.demand(
                hadDiskFault || isStopping || world.setting.isQuorum && failure.code == .unwitnessed,
                "\(name) fails to write for no reason: \(failure.code)")
        }
    }

    private func enqueue(_ count: Int, at time: UInt64, _ journal: Journal) -> PendingAppend? {
        let payloads = (0..<count).map { _ in engine.random.next() }
        do {
            let pending = try journal.enqueue(payloads.map { Book.record($0, at: time, padding: engine.random.number(0..<300)) })
            for (sequence, payload) in zip(pending.sequences, payloads) { enqueued(sequence, payload, at: time) }
            return pending
        } catch {
            world.oracle.demand(
                hadDiskFault || isStopping || error.code == .overloaded, "\(name) takes no records for no reason: \(error.code)")
            return nil
        }
    }

    private func acknowledged(_ sequences: Range<UInt64>, _ journal: Journal) {
        let size = Int(sequences.upperBound)
        engine.note("\(name) acknowledges \(sequences)")
        hasAcknowledged = true
        world.acknowledged += sequences.count
        guard size <= slot.history.entries.count else {
            return world.oracle.violate("\(name) acknowledges \(sequences) that its store was never given")
        }
        slot.history.acknowledged = max(slot.history.acknowledged, size)
        guard world.setting.isQuorum else { return }
        world.oracle.agree(slot.history, to: size, name)
        do {
            let head = try journal.checkpoint
            world.oracle.demand(Int(head.size) >= size, "\(name) acknowledges \(size) entries and shows a head over \(head.size)")
            try world.setting.policy.verify(head.note)
        } catch {
            world.oracle.violate("\(name) shows a head without its quorum: \(error.code)")
        }
    }

    // What was decided at one time is examined again with the time that its own cosignatures brought.
    private func release(enqueuedAt trueTime: UInt64, until expiry: UInt64, _ journal: Journal) {
        guard world.setting.hasHonestTime, look(journal.clock) < expiry else { return }
        world.oracle.demand(trueTime < expiry, "\(name) releases at \(trueTime) what expired at \(expiry)")
    }

    // MARK: Clients

    private func compare(_ journal: Journal) async {
        while await pause(20_000..<400_000) {
            guard let client = engine.random.pick(world.clients), !client.isAsking else { continue }
            client.isAsking = true
            await show(client, journal)
            client.isAsking = false
        }
    }

    private func show(_ client: Client, _ journal: Journal) async {
        guard let memory = client.memory else { return remember(try? journal.checkpoint, client) }
        do {
            let (proof, head) = try await journal.compare(with: memory.checkpoint)
            guard isAlive else { return }
            try ProofVerifier.verify(proof, oldRoot: memory.checkpoint.root, newRoot: head.root)
            world.oracle.demand(
                memory.isBeginning(of: slot.history), "\(name) serves client \(client.number), who has seen another log")
            remember(head, client)
        } catch {
            guard isAlive else { return }
            refused(error as? LedgerError, client, memory, journal)
        }
    }

    private func remember(_ head: Checkpoint?, _ client: Client) {
        guard isAlive, let head else { return }
        if world.setting.isQuorum, (try? world.setting.policy.verify(head.note)) == nil {
            world.oracle.violate("client \(client.number) is shown a head without its quorum")
        }
        client.memory = Client.Memory(checkpoint: head, history: slot.history)
    }

    private func refused(_ error: LedgerError?, _ client: Client, _ memory: Client.Memory, _ journal: Journal) {
        guard let error, error.code == .behindRemembered || error.code == .forkedFromRemembered else {
            world.oracle.demand(
                hadDiskFault || isStopping || journal.isClosed || slot.history.isDamaged,
                "\(name) proves nothing to client \(client.number): \(error.map { "\($0.code)" } ?? "another error")")
            return
        }
        engine.note("\(name) is told of another log by client \(client.number): \(error.code)")
        world.refusals[error.code, default: 0] += 1
        world.oracle.demand(!memory.isBeginning(of: slot.history), "\(name) raises a false alarm: \(error.code)")
        let isRefused = (try? journal.enqueue([Book.record(0, at: 0, padding: 0)])) == nil
        world.oracle.demand(isRefused, "\(name) accepts records although somebody has seen another log")
        slot.seen = memory
        stop()
    }

    // MARK: Snapshots

    private func makeSnapshots(_ journal: Journal) async {
        while await pause(200_000..<3_000_000), !journal.isClosed {
            do {
                let size = try journal.size
                let book = Book(
                    payloads: slot.history.entries.prefix(Int(size)).compactMap(\.payload),
                    time: slot.history.entries.prefix(Int(size)).compactMap(\.time).last ?? 0)
                let summary = try await journal.snapshot(at: size, format: Book.snapshotFormat, items: book.items)
                guard isAlive else { return }
                engine.note("\(name) made a snapshot over \(summary.size)")
            } catch {
                guard isAlive else { return }
                let code = (error as? LedgerError)?.code
                let isExpected = code == .unknownSequence || code == .unwitnessed || hadDiskFault || isStopping || journal.isClosed
                world.oracle.demand(isExpected, "\(name) makes no snapshot for no reason: \(error)")
            }
        }
    }
}
