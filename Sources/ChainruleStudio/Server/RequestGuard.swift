/// Who may ask for what: only pages of this server may change anything, and only under its own name may anything be read.
struct RequestGuard {
    private let hosts: [String]

    init(port: UInt16) {
        let names = ["127.0.0.1", "localhost"]
        hosts = names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    }

    /// The answer to a request that is not allowed; nil for one that is.
    func problem(of request: HTTPRequest, changesState: Bool) -> HTTPAnswer? {
        guard let host = request.host?.lowercased(), hosts.contains(host) else {
            return .problem(
                status: 421, "this server is called \(hosts[0]), not \(request.host ?? "nothing")")
        }
        if !changesState { return nil }
        guard request.origin == "http://\(host)" else {
            return .problem(
                status: 403, "a page of \(request.origin ?? "unknown origin") may not change anything here")
        }
        let type = request.contentType?.prefix { $0 != ";" }.lowercased()
        return type == "application/json"
            ? nil : .problem(status: 415, "the body has to be application/json")
    }
}
