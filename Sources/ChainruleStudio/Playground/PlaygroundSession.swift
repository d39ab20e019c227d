import ChainruleTraining
import Foundation

/// The experiment of one tab, on a thread of its own.
///
/// The thread trains while the page plays, does what the page asks for between two steps, and sends a frame 30 times a second
/// if the page has taken the last one.
final class PlaygroundSession: @unchecked Sendable {
    /// A little less than a thirtieth of a second, so that a timer that wakes late does not cost frames.
    private static let frameInterval = Duration.milliseconds(32)
    private static let requestLimit = 100

    private let page: PlaygroundPage
    private let grace: PlaygroundGrace
    private let clock = ContinuousClock()
    /// Guards all that follows, and tells the thread of changes.
    private let condition = NSCondition()
    private var requests: [PlaygroundRequest] = []
    private var stream: EventStream?
    private var isClosed = false
    /// When it is freed, unless a reader comes.
    private var expiry: ContinuousClock.Instant?
    private var isParked = false
    /// What a new reader is sent at once.
    private var last: [String: Data] = [:]

    init(_ page: PlaygroundPage, settings: Data, grace: PlaygroundGrace) {
        (self.page, self.grace) = (page, grace)
        expiry = clock.now + grace.afterOpening
        let thread = Thread { [self] in run(settings) }
        thread.name = "chainrule.playground.\(page.slug)"
        thread.stackSize = 8 << 20
        thread.start()
    }

    // MARK: - What the server calls

    /// Takes a request.
    ///
    /// - Returns: false if too many wait.
    func ask(_ request: PlaygroundRequest) -> Bool {
        synchronized {
            if case .park = request {
                isParked = true
                return true
            }
            if requests.count >= Self.requestLimit { return false }
            requests.append(request)
            condition.signal()
            return true
        }
    }

    /// A stream of the session's events; the previous one ends.
    func listen() -> EventStream {
        let new = EventStream { [weak self] in self?.wake() }
        let old = synchronized { () -> EventStream? in
            defer { (stream, expiry, isParked) = (new, nil, false) }
            for (kind, data) in last { new.send(kind, data) }
            condition.signal()
            return stream
        }
        old?.end()
        return new
    }

    /// Looks after the reader; called every second.
    ///
    /// - Returns: whether the session is over.
    func tend() -> Bool {
        let reader = synchronized { stream }
        if let reader {
            if !reader.isClosed { return false }
            // Its connection may still be suspended.
            reader.end()
            synchronized {
                guard stream === reader else { return }
                stream = nil
                expiry = clock.now + (isParked ? grace.parked : grace.afterClosing)
            }
        }
        return synchronized { isClosed || stream == nil && expiry.map { $0 < clock.now } ?? false }
    }

    /// Tells the reader that nothing has changed for long.
    func keepAlive() { synchronized { stream }?.keepAlive() }

    /// Ends the work and the stream.
    func end() {
        let reader = synchronized { () -> EventStream? in
            isClosed = true
            condition.signal()
            return stream
        }
        reader?.end()
    }

    private func wake() { synchronized { condition.signal() } }

    private func synchronized<Result>(_ body: () -> Result) -> Result {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }

    // MARK: - The thread

    fileprivate struct Work {
        var settings: Data
        var experiment: RunningExperiment?
        var isPlaying = false
        var isDone = false
        var pace: Double?
        var nextFrame: ContinuousClock.Instant
        var nextStep: ContinuousClock.Instant
        var hasNews = true
    }

    private func run(_ settings: Data) {
        var work = Work(settings: settings, nextFrame: clock.now, nextStep: clock.now)
        attempt(&work) { try $0.begin(page) }
        tellState(work)
        while let request = next(work) {
            if let request {
                if case .close = request { break }
                attempt(&work) { try $0.take(request, page, clock.now) }
                work.nextFrame = clock.now
                tellState(work)
            }
            if work.isPlaying {
                attempt(&work) { try advance(&$0) }
                if !work.isPlaying { tellState(work) }
            }
            if isFrameDue(work) {
                attempt(&work) { work in
                    guard let experiment = work.experiment else { return }
                    send("frame", try experiment.frame())
                    work.hasNews = false
                }
                // The time that a frame takes does not delay the next, unless frames would leave too little for training.
                work.nextFrame = max(
                    work.nextFrame + Self.frameInterval, clock.now + Self.frameInterval / 2)
            }
        }
        end()
    }

    /// The next request, or nil within if there is work to do without one; nil if the session is over. Waits for either.
    private func next(_ work: Work) -> PlaygroundRequest?? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if isClosed { return nil }
            if !requests.isEmpty { return requests.removeFirst() }
            var times: [ContinuousClock.Instant] = []
            if work.isPlaying { times.append(work.nextStep) }
            if work.hasNews, let stream, stream.isTaken { times.append(work.nextFrame) }
            guard let time = times.min() else {
                condition.wait()
                continue
            }
            let pause = (time - clock.now).seconds
            if pause <= 0 { return .some(nil) }
            _ = condition.wait(until: Date(timeIntervalSinceNow: pause))
        }
    }

    /// Trains until a frame is due, there is a request, or nothing is left to do.
    private func advance(_ work: inout Work) throws {
        guard let experiment = work.experiment else {
            work.isPlaying = false
            return
        }
        while work.nextStep <= clock.now {
            work.hasNews = true
            if try !experiment.advance() {
                (work.isPlaying, work.isDone) = (false, true)
                return
            }
            if let pace = work.pace {
                // What was missed is not made up for.
                work.nextStep = max(
                    work.nextStep + Duration.seconds(1 / pace), clock.now - Self.frameInterval)
            }
            if isFrameDue(work) || synchronized({ !requests.isEmpty || isClosed }) { return }
        }
    }

    private func isFrameDue(_ work: Work) -> Bool {
        work.hasNews && clock.now >= work.nextFrame && synchronized { stream }?.isTaken ?? false
    }

    /// Does something that may fail; what the page shows then is the reason.
    private func attempt(_ work: inout Work, _ action: (inout Work) throws -> Void) {
        do { try action(&work) } catch {
            (work.isPlaying, work.hasNews) = (false, false)
            let problem = error as? PlaygroundError ?? PlaygroundError("\(error)")
            let content = ["error": problem.description, "setting": problem.setting]
            send("problem", (try? PlaygroundJSON.data(content)) ?? Data())
        }
    }

    private func tellState(_ work: Work) {
        let state = ["isPlaying": work.isPlaying, "isDone": work.isDone]
        send("state", (try? PlaygroundJSON.data(state)) ?? Data())
    }

    private func send(_ kind: String, _ data: Data) {
        synchronized { () -> EventStream? in
            last[kind] = data
            return stream
        }?.send(kind, data)
    }
}

extension PlaygroundSession.Work {
    fileprivate mutating func begin(_ page: PlaygroundPage) throws {
        (experiment, isDone, hasNews) = (nil, false, true)
        experiment = try page.begin(settings)
    }

    fileprivate mutating func take(
        _ request: PlaygroundRequest, _ page: PlaygroundPage, _ now: ContinuousClock.Instant
    ) throws {
        hasNews = true
        switch request {
        case .play(let pace):
            (isPlaying, self.pace, nextStep) = (experiment != nil && !isDone, pace, now)
        case .pause: isPlaying = false
        case .step:
            isPlaying = false
            if let experiment, !isDone { isDone = try !experiment.advance() }
        case .reset:
            isPlaying = false
            try begin(page)
        case .configure(let settings):
            self.settings = settings
            if try experiment?.adopt(settings) != true { try begin(page) }
        case .command(let command):
            try experiment?.handle(command)
            isDone = false
        case .park, .close: break
        }
    }
}
