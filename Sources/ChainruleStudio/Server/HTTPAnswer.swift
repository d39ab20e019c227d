import Foundation

/// What a request is answered with.
enum HTTPAnswer {
    /// - Parameter policy: the Content-Security-Policy of a page.
    case content(Data, type: String, policy: String? = nil)
    case problem(status: UInt32, String)
    case events(EventStream)

    static func json(_ value: some Encodable) -> HTTPAnswer {
        do { return .content(try JSONEncoder().encode(value), type: "application/json") } catch {
            return .problem(status: 500, "\(error)")
        }
    }

    static let notFound = HTTPAnswer.problem(status: 404, "there is nothing at this address")
}
