import Crypto
import Dispatch

/// Takes a file's segments through all cores, and their ciphertext in order through one digest, in constant memory.
///
/// Every worker does whatever is next: digesting the next segment in order comes first, as only one can do it at a time; else
/// reading, ciphering and writing a further segment, as long as a slot of the ring is free.
final class FilePipeline: @unchecked Sendable {
    /// More workers than this gain nothing, as the digest is sequential, and each costs three megabytes.
    private static let maximumWorkers = 8

    private enum Step {
        case process(Int)
        case digest(Int)
        case end
    }

    private struct Progress {
        var nextToProcess = 0
        var nextToDigest = 0
        var isDigesting = false
        var ready: [Bool]
        var failure: (segment: Int, error: SealedDataError)?
    }

    private let layout: StreamLayout
    private let workers: Int
    private let slots: [UnsafeMutableRawBufferPointer]
    private let progress: Monitor<Progress>
    private let report: SealedFile.Progress?
    private var hasher = SHA256()

    init(layout: StreamLayout, cores: Cores, report: SealedFile.Progress?) {
        self.layout = layout
        self.report = report
        workers = min(cores.count, Self.maximumWorkers, layout.segments)
        slots = (0..<workers * 2).map { _ in .allocate(byteCount: StreamLayout.segmentLength, alignment: 4096) }
        progress = Monitor(Progress(ready: Array(repeating: false, count: workers * 2)))
    }

    deinit { for slot in slots { slot.deallocate() } }

    /// Calls `body` for every segment with its block of the sealed file, to be read or written by it, and memory for its plaintext.
    ///
    /// Gives the SHA-256 of all blocks, or throws the failure of the lowest segment that failed.
    func run(
        _ body:
            @Sendable (Int, _ block: UnsafeMutableRawBufferPointer, _ plaintext: UnsafeMutableRawBufferPointer)
            throws(SealedDataError) -> Void
    ) throws(SealedDataError) -> [UInt8] {
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let plaintext = UnsafeMutableRawBufferPointer.allocate(byteCount: StreamLayout.segmentLength, alignment: 4096)
            defer {
                wipe(plaintext)
                plaintext.deallocate()
            }
            work(plaintext, body)
        }
        if let failure = progress.change({ $0.failure }) { throw failure.error }
        return Array(hasher.finalize())
    }

    private func work(
        _ plaintext: UnsafeMutableRawBufferPointer,
        _ body: (Int, UnsafeMutableRawBufferPointer, UnsafeMutableRawBufferPointer) throws(SealedDataError) -> Void
    ) {
        while true {
            switch progress.wait(for: nextStep) {
            case .process(let segment):
                do throws(SealedDataError) {
                    try body(segment, block(segment), plaintext)
                    progress.change { $0.ready[segment % slots.count] = true }
                } catch {
                    progress.change { if $0.failure.map({ segment < $0.segment }) ?? true { $0.failure = (segment, error) } }
                }
            case .digest(let segment):
                hasher.update(bufferPointer: UnsafeRawBufferPointer(block(segment)))
                report?(layout.plaintextRange(segment).upperBound, layout.plaintextLength)
                progress.change {
                    $0.ready[segment % slots.count] = false
                    $0.nextToDigest += 1
                    $0.isDigesting = false
                }
            case .end: return
            }
        }
    }

    private func nextStep(_ progress: inout Progress) -> Step? {
        guard progress.failure == nil, progress.nextToDigest < layout.segments else { return .end }
        if !progress.isDigesting, progress.ready[progress.nextToDigest % slots.count] {
            progress.isDigesting = true
            return .digest(progress.nextToDigest)
        }
        if progress.nextToProcess < layout.segments, progress.nextToProcess - progress.nextToDigest < slots.count {
            progress.nextToProcess += 1
            return .process(progress.nextToProcess - 1)
        }
        return nil
    }

    private func block(_ segment: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: slots[segment % slots.count][..<layout.blockRange(segment).count])
    }
}
