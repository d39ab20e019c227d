/// How long a session goes on that nobody listens to.
package struct PlaygroundGrace: Sendable {
    /// Until the page that has opened it listens.
    package var afterOpening = Duration.seconds(20)
    /// After the connection was lost, in which a page may come back.
    package var afterClosing = Duration.seconds(5)
    /// While the page is hidden.
    package var parked = Duration.seconds(600)

    package init() {}
}
