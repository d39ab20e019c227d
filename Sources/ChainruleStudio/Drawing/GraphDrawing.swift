import Chainrule
import ChainruleNN

/// A computational graph as it is drawn on a blackboard: gates, and wires with values and gradients; modules are boxes.
///
/// ```swift
/// let x = Tensor(-2).named("x"), y = Tensor(5).named("y"), z = Tensor(-4).named("z")
/// try GraphDrawing(of: (x + y) * z).write(to: URL(fileURLWithPath: "graph.svg"))
///
/// try GraphDrawing(of: model) { softmaxCrossEntropy(model(images), labels) }
///     .write(to: URL(fileURLWithPath: "network.svg"))
/// ```
///
/// It says what is drawn, not where: Graphviz lays it out.
public struct GraphDrawing: Sendable {
    /// What computes a value, or holds one.
    struct Gate: Sendable {
        enum Kind: String, Sendable { case leaf, parameter, number, operation, module, elsewhere }

        let kind: Kind
        /// The sign of an operation, the name of a leaf, the dotted name of a module.
        let title: String
        /// What an operation is called, where its sign does not tell all, or what a layer is.
        let details: [String]
        /// The names of the opened modules around it, the outermost first.
        let frame: [String]
        /// The places of its nodes in the explanation, in the order of computation.
        var rows: [Int]
        /// The places of the parameters that a module hides.
        var parameters: [Int] = []

        /// The title for readers.
        var shownTitle: String {
            kind == .module || kind == .elsewhere ? UnrolledSteps.shownName(title) : title
        }
    }

    /// A value on its way from the gate that computes it to those that use it.
    struct Wire: Sendable {
        let source: Int
        /// The places in the explanation of what it carries: one tensor, or several from one module to another.
        var rows: [Int]
        var targets: [Target]
        /// Whether gates use the value several times, so that what comes back from them adds up.
        var isBranch = false
    }

    /// Where a wire ends.
    struct Target: Sendable {
        let gate: Int
        /// Which of the gate's inputs this is.
        let input: Int
        /// What comes back from there: local gradient times upstream gradient; nil if nothing does, or the gate is a module.
        let contribution: Tensor?
    }

    /// What is drawn, in the words of the reader.
    public var title: String
    /// In the order of computation.
    let gates: [Gate]
    let wires: [Wire]
    let graph: ExplainedGraph

    var explanation: Explanation { graph.explanation }
    /// Whether nothing is drawn, as inside a module that does not exist.
    package var isEmpty: Bool { gates.isEmpty }

    /// The drawing of a tensor's graph, operation by operation.
    ///
    /// - Parameters:
    ///   - output: what the gradients are of; everything is evaluated. Unless it is real and has one element, only values are
    ///     drawn.
    ///   - title: what is drawn; by default the output's name.
    public init(of output: Tensor, title: String? = nil) {
        let graph = ExplainedGraph(of: output, ModulePaths())
        self.init(graph, title: title ?? output.name ?? "graph")
    }

    /// The drawing of a loss with the modules of a model.
    ///
    /// - Parameters:
    ///   - model: the model, whose layers are boxes.
    ///   - title: what is drawn; by default the type of the model.
    ///   - inside: the dotted name of a module that alone is drawn; by default all is.
    ///   - depth: how many levels of modules are opened, of which the last level is drawn as boxes: with 1 the outermost modules
    ///     are boxes, with 0 the whole model is one. Modules that contain no others are opened at a depth beyond the deepest
    ///     level. By default as many as can be read.
    ///   - loss: applies the model and returns a tensor of one element.
    /// - Precondition: `depth` is not negative.
    public init(
        of model: some Module, title: String? = nil, inside: String = "", depth: Int? = nil,
        loss: () -> Tensor
    ) {
        require(depth ?? 0 >= 0, "GraphDrawing: depth is \(depth ?? 0), expected 0 or more")
        let (loss, paths) = ModulePaths.observed(in: model, during: loss)
        self.init(
            ExplainedGraph(of: loss, paths), title: title ?? "\(type(of: model))", inside: inside,
            depth: depth)
    }

    /// The drawing of a graph that has been explained.
    package init(_ graph: ExplainedGraph, title: String, inside: String = "", depth: Int? = nil) {
        let folding = GraphFolding(graph, inside: inside, depth: depth)
        self.title = title
        gates = folding.gates
        wires = folding.wires
        self.graph = graph
    }
}

/// A graph with values, gradients and the modules that its nodes belong to.
package struct ExplainedGraph: Sendable {
    package let explanation: Explanation
    /// The dotted name of the module of each row; the steps of an unrolled loop are modules too.
    package let paths: [String]
    /// The dotted names of parameters by their places among the rows.
    package let parameterNames: [Int: String]
    /// The type of the model; nil if there is none.
    let modelName: String?
    /// Whether each row belongs to the model.
    let isOfModel: [Bool]
    /// Descriptions of layers by dotted name.
    package let descriptions: [String: String]
    /// For each row that treats every element by itself, the derivatives of its value by those of its inputs; nil for others.
    let localGradients: [[Tensor?]?]
    /// A value is described in every drawing that shows it.
    private let texts = RangeTexts()

    /// - Parameters:
    ///   - output: what the gradients are of; there are none unless it is real and has one element.
    ///   - modules: which modules have added its nodes.
    ///   - withLocalGradients: whether local gradients are computed too.
    package init(of output: Tensor, _ modules: ModulePaths, withLocalGradients: Bool = false) {
        let nodes = TopologicalOrder(endingAt: [output]).nodes
        localGradients = nodes.map { node in
            guard withLocalGradients, node.dtype.isFloatingPoint, node.primitive is any ElementwisePrimitive
            else { return nil }
            let upstream = Tensor.ones(node.shape, dtype: node.dtype)
            return node.primitive.vjp(upstream, inputs: node.inputs, output: Tensor(node: node))
        }
        evaluate(localGradients.compactMap(\.self).flatMap(\.self).compactMap(\.self))
        explanation = explain(
            output, withGradients: output.dtype.isFloatingPoint && output.shape.elementCount == 1)
        parameterNames = Dictionary(
            uniqueKeysWithValues: nodes.enumerated().compactMap { place, node in
                modules.parameter(node).map { (place, $0) }
            })
        let unrolled = UnrolledSteps(
            explanation.rows, parameters: Set(parameterNames.keys), paths: nodes.map { modules.path(of: $0) },
            descriptions: modules.descriptions)
        (paths, descriptions) = (unrolled.paths, unrolled.descriptions)
        modelName = modules.modelName
        isOfModel = nodes.map { modules.contains($0) }
    }

    /// What the elements of one of its tensors are between.
    func rangeText(of tensor: Tensor) -> String { texts.text(of: tensor) }

    /// The name of a parameter within its module; nil for what is no parameter.
    func shortParameterName(_ row: Int) -> String? {
        parameterNames[row]?.split(separator: ".").last.map(String.init)
    }
}
