import Chainrule

/// A gate that someone else has made: a formula forward, and one backward for each of its inputs.
///
/// ```swift
/// let gate = try Gate(
///     named: "multiply", inputs: ["x": Tensor(3), "y": Tensor(-4)], forward: "x * y",
///     backward: ["x": "dout * y", "y": "dout * x"])
/// print(gate.check())  // multiply: passed: 2 derivatives compared; …
/// ```
///
/// Backward, `out` is the output, and `dout` the upstream gradient, in its shape. Each formula gives the gradient with respect to
/// one input, in the shape of that.
public struct Gate: Sendable {
    /// What it is called.
    public let name: String
    private let inputs: [(name: String, value: Tensor)]
    private let forward: Formula
    /// In the order of the inputs.
    private let backward: [Formula]

    /// Names that the inputs cannot have.
    static let output = "out", upstream = "dout"

    /// Reads the formulas of a gate.
    ///
    /// - Parameters:
    ///   - name: what the gate is called.
    ///   - inputs: the values at which it is checked, by name; they are taken in alphabetical order.
    ///   - forward: the formula of the output.
    ///   - backward: for each input the formula of its gradient.
    /// - Throws: ``GateError`` if a formula cannot be read, or an input has no gradient.
    public init(named name: String, inputs: [String: Tensor], forward: String, backward: [String: String])
        throws(GateError)
    {
        func problem(_ place: String, _ found: String, _ expected: String) -> GateError {
            GateError(place: "gate '\(name)', \(place)", found: found, expected: expected)
        }
        func formula(_ place: String, _ text: String, variables: Set<String>) throws(GateError) -> Formula {
            let formula: Formula
            do { formula = try Formula(text) } catch {
                throw problem(place, error.found, "\(error.expected), at column \(error.column)")
            }
            if let stranger = formula.variables.first(where: { !variables.contains($0) }) {
                throw problem(
                    place, "the variable '\(stranger)'",
                    "one of \(variables.sorted().joined(separator: ", "))"
                )
            }
            return formula
        }
        let names = inputs.keys.sorted()
        if names.isEmpty { throw problem("inputs", "none", "at least one") }
        if let taken = names.first(where: { [Self.output, Self.upstream].contains($0) }) {
            throw problem("inputs", "the name '\(taken)'", "another: it stands for the gate's own")
        }
        if let stranger = backward.keys.sorted().first(where: { inputs[$0] == nil }) {
            throw problem("backward", "a gradient of '\(stranger)'", "gradients of the inputs only")
        }
        self.name = name
        self.inputs = names.map { ($0, inputs[$0]!.cast(to: .float64)) }
        self.forward = try formula("forward", forward, variables: Set(names))
        var rules: [Formula] = []
        for name in names {
            guard let text = backward[name] else {
                throw problem("backward", "no gradient of '\(name)'", "one for each input")
            }
            rules.append(
                try formula(
                    "backward '\(name)'", text, variables: Set(names + [Self.output, Self.upstream])))
        }
        self.backward = rules
    }

    /// Compares the gradients of the gate with central differences of its output, in float64.
    ///
    /// - Returns: the comparison of each element of the Jacobian, or why there is none.
    public func check() -> GateCheck {
        let tensors = inputs.map { Tensor($0.value.value, label: $0.name) }
        do {
            let output = try forward.evaluated(at: values(tensors))
            let upstream = Tensor.ones(output.shape, dtype: .float64)
            for (input, rule) in zip(inputs, backward) {
                let shape = try rule.evaluated(at: values(tensors, output, upstream)).shape
                if shape != input.value.shape {
                    return GateCheck(
                        name: name,
                        problem:
                            "the gradient of '\(input.name)' has the shape \(shape), expected that of the input, \(input.value.shape)"
                    )
                }
            }
        } catch {
            return GateCheck(name: name, problem: "\(error)")
        }
        // Shapes do not depend on values: what could be evaluated once always can.
        let report = checkGradients(
            of: { inputs in
                customGradient(inputs) {
                    try! forward.evaluated(at: values($0))
                } gradient: {
                    upstream, inputs, output in
                    backward.map { try! $0.evaluated(at: values(inputs, output, upstream)) }
                }
            }, at: tensors)
        return GateCheck(name: name, report: report)
    }

    private func values(_ inputs: [Tensor], _ output: Tensor? = nil, _ upstream: Tensor? = nil) -> [String:
        Tensor]
    {
        var values = Dictionary(uniqueKeysWithValues: zip(self.inputs.map(\.name), inputs))
        values[Self.output] = output
        values[Self.upstream] = upstream
        return values
    }
}

/// What the check of a gate has found.
public struct GateCheck: Sendable, CustomStringConvertible {
    /// The gate's name.
    public let name: String
    /// The comparison of its gradients with differences; nil if they could not be compared.
    public let report: GradientReport?
    /// Why they could not be compared; nil if they were.
    public let problem: String?

    init(name: String, report: GradientReport? = nil, problem: String? = nil) {
        (self.name, self.report, self.problem) = (name, report, problem)
    }

    /// Whether gradients were compared and all of them agree.
    public var passed: Bool { report?.passed ?? false }

    public var description: String {
        "\(name): \(report?.description ?? "failed: \(problem ?? "")")"
    }
}

/// A mistake in the description of a gate.
public struct GateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file, the gate and the part of it.
    public let place: String
    /// What stands there.
    public let found: String
    /// What would have been right.
    public let expected: String

    public var description: String { "\(place): found \(found), expected \(expected)" }
}
