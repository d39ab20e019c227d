import Chainrule

extension Operator {
    /// Losses.
    static let losses: [String: Operator] = [
        "NegativeLogLikelihoodLoss": .single(["ignore_index", "reduction"], since: 12) { call in
            try loss(call, logarithms: call.real(0))
        },
        "SoftmaxCrossEntropyLoss": Operator(["ignore_index", "reduction"], since: 12, outputs: 2) { call in
            let scores = try call.real(0)
            try call.check(
                scores.rank > 1 && scores.shape[1] > 0, "scores must be [N, C, ...], got \(scores.shape)")
            let logarithms = scores.with(logSoftmax(scores.tensor, axis: 1))
            return [try loss(call, logarithms: logarithms), logarithms]
        },
    ]

    /// The negative logarithms [N, C, ...] of the classes [N, ...] in input 1, weighted by input 2.
    private static func loss(_ call: OperatorCall, logarithms: ONNXValue) throws -> ONNXValue {
        let x = logarithms
        let labels = try call.value(1)
        try call.check(
            x.rank > 1 && labels.type.isInteger && labels.shape.sizes == [x.shape[0]] + x.shape.dropFirst(2),
            "\(labels.type)\(labels.shape) are no classes for \(x.shape)")
        let classes = x.shape[1]
        try call.check(classes > 0, "there are no classes")
        let ignored = try call.integer("ignore_index").map(Double.init) ?? .nan
        if labels.isKnown {
            for label in labels.tensor.scalars(as: Double.self)
            where label != ignored && !(0..<Double(classes)).contains(label) {
                throw call.error("label \(label) is none of \(classes) classes")
            }
        }
        var weights = Tensor.ones([classes], dtype: x.tensor.dtype)
        if call.optional(2) != nil { weights = try call.real(2, like: x) }
        try call.check(
            weights.shape == [classes], "weights \(weights.shape) are not one for each of \(classes) classes")
        let isCounted = labels.tensor .!= ignored
        let safe = select(labels.tensor, where: isCounted, otherwise: 0).cast(to: .int32)
        let counted = select(weights.gather(safe), where: isCounted, otherwise: 0)
        let isClass = Tensor.iota(x.shape, axis: 1) .== safe.expandingDimension(at: 1)
        let picked = select(x.tensor, where: isClass, otherwise: 0).sum(axes: 1)
        let losses = -(picked * counted)
        switch try call.text("reduction", default: "mean") {
        case "none": return x.with(losses)
        case "sum": return x.with(losses.sum())
        case "mean": return x.with(losses.sum() / counted.sum())
        case let other: throw call.error("reduction must be none, sum or mean, got '\(other)'")
        }
    }
}
