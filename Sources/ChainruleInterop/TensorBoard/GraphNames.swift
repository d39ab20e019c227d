import Chainrule

/// The names of a graph's nodes, each a path through nested scopes, such as `features/0/weight`.
struct GraphNames {
    private let order: TopologicalOrder
    /// The nodes of the forward pass come first.
    private let forwardCount: Int
    /// The paths of the nodes that were given names.
    private var paths: [[String]?]
    /// The scopes of the nodes; nil where none is known yet.
    private var scopes: [[String]?]

    /// - Parameters:
    ///   - order: the forward pass, then what else there is of the backward pass.
    ///   - forwardCount: how many nodes the forward pass has.
    ///   - names: names by position, dotted, in place of the labels that the nodes have.
    ///   - gradients: which node is the gradient of which; of several claims to one node the first counts.
    init(
        _ order: TopologicalOrder, forwardCount: Int, names: [Int: String],
        gradients: [(position: Int, source: Int)]
    ) {
        self.order = order
        self.forwardCount = forwardCount
        paths = order.nodes.enumerated().map { position, node in
            (names[position] ?? node.label).map(Self.path)
        }
        scopes = paths.map { $0?.dropLast() }
        placeForwardNodes()
        for (position, source) in gradients where position >= forwardCount && paths[position] == nil {
            let path = ["gradients"] + (paths[source] ?? (scopes[source] ?? []) + [name(ofOperation: source)])
            paths[position] = path
            scopes[position] = path.dropLast()
        }
        placeByUsers()
    }

    /// All names; no two are equal.
    var all: [String] {
        var names = [String?](repeating: nil, count: order.nodes.count)
        var counts: [String: Int] = [:]
        // Names that were given stay as they are if they can.
        let isGiven = paths.map { $0 != nil }
        for position in names.indices.filter({ isGiven[$0] }) + names.indices.filter({ !isGiven[$0] }) {
            let path = paths[position] ?? (scopes[position] ?? []) + [name(ofOperation: position)]
            let name = path.joined(separator: "/")
            var unique = name
            while let count = counts[unique] {
                counts[unique] = count + 1
                unique = "\(name)_\(count)"
            }
            counts[unique] = 1
            names[position] = unique
        }
        return names.map { $0! }
    }

    /// Whether a node is a plain number of the program's text, as in `x * 2`.
    func isNumber(_ position: Int) -> Bool {
        let node = order.nodes[position]
        return paths[position] == nil && node.primitive.name == "constant" && node.shape.elementCount == 1
    }

    /// Places the nodes of the forward pass beside a parameter they use, or else in the scope of their latest input.
    ///
    /// Numbers, and nodes computed from numbers only, are left for later.
    private mutating func placeForwardNodes() {
        var isOfParameters = [Bool](repeating: false, count: forwardCount)
        var isOfNumbers = isOfParameters
        for position in 0..<forwardCount {
            let inputs = order.inputPositions(of: position)
            if let scope = scopes[position] {
                isOfParameters[position] = inputs.isEmpty && !scope.isEmpty
                continue
            }
            isOfParameters[position] = !inputs.isEmpty && inputs.allSatisfy { isOfParameters[$0] }
            isOfNumbers[position] =
                inputs.isEmpty ? isNumber(position) : inputs.allSatisfy { isOfNumbers[$0] }
            if isOfNumbers[position] { continue }
            let placed = inputs.filter { !(scopes[$0] ?? []).isEmpty }
            let nearest = placed.filter { isOfParameters[$0] }.max() ?? placed.max()
            scopes[position] = nearest.flatMap { scopes[$0] } ?? []
        }
    }

    /// Places the nodes that have no scope yet beside the first node that uses them.
    private mutating func placeByUsers() {
        let isOpen = scopes.map { $0 == nil }
        for user in order.nodes.indices.reversed() {
            for input in order.inputPositions(of: user) where isOpen[input] { scopes[input] = scopes[user] }
        }
    }

    private func name(ofOperation position: Int) -> String {
        Self.component(order.nodes[position].primitive.name)
    }

    /// The components of a name; TensorFlow's names are of few characters, and colons mean something in them.
    private static func path(_ name: String) -> [String] {
        let components = name.split { $0 == "." || $0 == "/" }.map(component)
        return components.isEmpty ? ["unnamed"] : components
    }

    private static func component(_ text: some StringProtocol) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
    }
}
