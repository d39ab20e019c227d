/// What one tab of the playground trains or computes.
///
/// A session makes it from the page's settings, which come from an address or a file that anybody may have written, so that every
/// number has to be checked. It does so on a thread of its own, and calls it from that thread alone: first
/// ``frame()``, then ``advance()`` again and again while the page plays, with a frame some 30 times a second.
package protocol PlaygroundExperiment: AnyObject, SendableMetatype {
    /// What the controls of the page say; the names of the properties are those of the controls.
    associatedtype Settings: PlaygroundSettings
    /// What else the page may ask for, such as a drawn digit; `Never` for a page with controls only.
    associatedtype Command: Decodable = Never
    /// Everything the page shows. The page may miss frames, so each is complete: a curve is sent thinned out, not piece by piece.
    associatedtype Frame: Encodable

    /// What is to be seen now; does not train.
    func frame() throws -> Frame

    /// Makes one step, such as an update: some milliseconds at most.
    ///
    /// - Returns: whether there is more to do.
    func advance() throws -> Bool

    /// Does what the page asks for; a new frame follows.
    func handle(_ command: Command) throws

    /// Takes over changed settings without starting again, as a learning rate.
    ///
    /// - Returns: whether it did; if not, a new experiment is made. By default false.
    func adopt(_ settings: Settings) throws -> Bool
}

/// The settings of an experiment: what is in the address of the page and in a saved file.
package protocol PlaygroundSettings: Codable, Equatable, Sendable {
    /// What a page starts with.
    init()
}

extension PlaygroundExperiment {
    package func adopt(_ settings: Settings) -> Bool { false }
}

extension PlaygroundExperiment where Command == Never {
    package func handle(_ command: Never) {}
}
