#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The one thread on which everything simulated runs: all jobs of all tasks and actors, all timers, in an order that follows from the seed.
///
/// Swift's tasks hand their jobs to `lane`, actors to `actorLane`. `run` takes one of the jobs and timers that are ready at random, and moves the virtual time on
/// when there are none. Preemption is simulated at suspension points only: code between two of them runs as a whole.
final class Engine: @unchecked Sendable {
    // Not protected: whoever comes from another thread ends the process, because determinism is lost then.
    private(set) var now = 0
    private(set) var steps = 0
    private(set) var runningTasks = 0
    var random: SplitMix
    private var trace: Trace
    private var ready: [Job] = []
    private var timers: [Timer] = []
    private var timersMade: UInt64 = 0
    private let thread = pthread_self()
    private(set) var lane: TaskLane
    private(set) var actorLane: ActorLane

    private struct Job {
        let job: UnownedJob
        let isActors: Bool
    }

    private struct Timer {
        let at: Int
        let id: UInt64
        let action: () -> Void
    }

    /// An engine that stands at time 0 (microseconds), on the thread that makes it.
    init(seed: UInt64, show: (@Sendable (String) -> Void)? = nil) {
        random = SplitMix(seed: seed)
        trace = Trace(show: show)
        lane = TaskLane()
        actorLane = ActorLane()
        lane.engine = self
        actorLane.engine = self
    }

    var digest: UInt64 { trace.digest }

    func note(_ text: String) { trace.note(text, at: now) }

    /// Starts a task that runs here, as do all its children.
    @discardableResult
    func spawn(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        runningTasks += 1
        // Not structured: it is the process of a machine, and ends with `finish`.
        return Task(executorPreference: lane) {
            await body()
            self.runningTasks -= 1
        }
    }

    /// Calls `action` when so many microseconds have passed; the answer cancels it.
    @discardableResult
    func after(_ microseconds: Int, _ action: @escaping () -> Void) -> UInt64 {
        timersMade += 1
        let timer = Timer(at: now + max(0, microseconds), id: timersMade, action: action)
        let place = timers.firstIndex { $0.at > timer.at } ?? timers.endIndex
        timers.insert(timer, at: place)
        return timer.id
    }

    func cancel(_ timer: UInt64) { timers.removeAll { $0.id == timer } }

    /// Lets time pass while a job works.
    func pass(_ microseconds: Int) { now += microseconds }

    /// Runs until `isDone`; false if nothing is left to run, or the steps are used up.
    func run(steps limit: Int, until isDone: () -> Bool) -> Bool {
        for _ in 0..<limit {
            if isDone() { return true }
            guard step() else { return isDone() }
        }
        return isDone()
    }

    private func step() -> Bool {
        if ready.isEmpty {
            guard let next = timers.first else { return false }
            now = max(now, next.at)
        }
        let due = timers.prefix { $0.at <= now }.count
        let choice = random.number(0..<ready.count + due)
        trace.mix(UInt64(ready.count << 32 | choice))
        steps += 1
        now += random.number(0..<40)
        if choice < ready.count {
            ready.swapAt(choice, ready.count - 1)
            run(ready.removeLast())
        } else {
            timers.remove(at: choice - ready.count).action()
        }
        return true
    }

    private func run(_ job: Job) {
        if job.isActors {
            job.job.runSynchronously(isolatedTo: actorLane.asUnownedSerialExecutor(), taskExecutor: lane.asUnownedTaskExecutor())
        } else {
            job.job.runSynchronously(on: lane.asUnownedTaskExecutor())
        }
    }

    fileprivate func enqueue(_ job: UnownedJob, isActors: Bool) {
        precondition(pthread_equal(thread, pthread_self()) != 0, "A simulated job came from another thread: the run cannot be replayed.")
        ready.append(Job(job: job, isActors: isActors))
    }
}

/// Where tasks run.
final class TaskLane: TaskExecutor, @unchecked Sendable {
    fileprivate weak var engine: Engine?

    func enqueue(_ job: consuming ExecutorJob) { engine?.enqueue(UnownedJob(job), isActors: false) }
}

/// Where actors run.
final class ActorLane: SerialExecutor, @unchecked Sendable {
    fileprivate weak var engine: Engine?

    func enqueue(_ job: consuming ExecutorJob) { engine?.enqueue(UnownedJob(job), isActors: true) }
}
