import Chainrule

extension Operator {
    /// Operators that resample axes.
    static let resizing: [String: Operator] = [
        "Upsample": .single(["mode", "scales"], since: 7) { call in
            let x = try call.value(0)
            let scales = try call.numbers(named: "scales") ?? call.numbers(1)
            let mode = try call.text("mode", default: "nearest")
            let sampler = AxisSampler(
                mode: mode == "bilinear" ? "linear" : mode, coordinates: "asymmetric", rounding: "floor")
            return try resized(call, x, axes: Array(0..<x.rank), scales: scales, sizes: nil, sampler)
        },
        "Resize": .single(
            [
                "antialias", "axes", "coordinate_transformation_mode", "cubic_coeff_a", "exclude_outside",
                "extrapolation_value", "keep_aspect_ratio_policy", "mode", "nearest_mode",
            ], since: 10
        ) { call in
            let x = try call.value(0)
            let axes = try call.axes(call.integers(named: "axes") ?? Array(0..<x.rank), of: x.rank)
            try call.check(try !call.flag("antialias"), "antialias is not supported")
            let policy = try call.text("keep_aspect_ratio_policy", default: "stretch")
            try call.check(policy == "stretch", "keep_aspect_ratio_policy '\(policy)' is not supported")
            if call.opset < 11 {
                let sampler = AxisSampler(
                    mode: try call.text("mode", default: "nearest"), coordinates: "asymmetric",
                    rounding: "floor")
                return try resized(call, x, axes: axes, scales: call.numbers(1), sizes: nil, sampler)
            }
            let sampler = AxisSampler(
                mode: try call.text("mode", default: "nearest"),
                coordinates: try call.text("coordinate_transformation_mode", default: "half_pixel"),
                rounding: try call.text("nearest_mode", default: "round_prefer_floor"),
                cubicCoefficient: try call.number("cubic_coeff_a", default: -0.75),
                excludesOutside: try call.flag("exclude_outside"))
            let hasSizes = call.optional(3) != nil
            return try resized(
                call, x, axes: axes, scales: hasSizes ? nil : call.numbers(2),
                sizes: hasSizes ? call.integers(3) : nil, sampler)
        },
    ]

    private static func resized(
        _ call: OperatorCall, _ x: ONNXValue, axes: [Int], scales: [Double]?, sizes: [Int]?,
        _ sampler: AxisSampler
    ) throws -> ONNXValue {
        let count = scales?.count ?? sizes?.count ?? 0
        try call.check(count == axes.count, "\(count) scales or sizes for \(axes.count) axes")
        if let problem = sampler.problem { throw call.error(problem) }
        try call.check(
            sampler.mode == "nearest" || x.type.isFloatingPoint, "\(x.type) has nothing between its numbers")
        var shape = x.shape.sizes
        var result = x.tensor
        for (index, axis) in axes.enumerated() {
            let size = x.shape[axis]
            let wanted = sizes.map { Double($0[index]) } ?? (Double(size) * scales![index]).rounded(.down)
            try call.check(
                wanted >= 0 && wanted <= Double(OperatorCall.mostElements), "size \(wanted) of axis \(axis)")
            shape[axis] = Int(wanted)
            _ = try call.shape(shape)
            let scale = scales?[index] ?? wanted / Double(size)
            if scale == 1 && shape[axis] == size { continue }
            try call.check(size > 0 && scale > 0, "axis \(axis) of size \(size) has nothing to be sampled")
            result = sampler.sampled(result, axis: axis, size: shape[axis], scale: scale)
        }
        return x.with(result)
    }
}

/// How one axis is resampled.
struct AxisSampler {
    let mode: String
    let coordinates: String
    let rounding: String
    var cubicCoefficient = -0.75
    var excludesOutside = false

    var problem: String? {
        if !["nearest", "linear", "cubic"].contains(mode) { return "mode '\(mode)' is not supported" }
        let known = [
            "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric",
        ]
        if !known.contains(coordinates) {
            return "coordinate_transformation_mode '\(coordinates)' is not supported"
        }
        let roundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]
        return roundings.contains(rounding) ? nil : "nearest_mode '\(rounding)' is not known"
    }

    func sampled(_ x: Tensor, axis: Int, size: Int, scale: Double) -> Tensor {
        let old = x.shape[axis]
        let places = (0..<size).map { place(Double($0), old, size, scale) }
        if mode == "nearest" {
            let sources = places.map { min(max(rounded($0), 0), old - 1) }
            return x.gather(Tensor(sources, dtype: .int32), axis: axis)
        }
        // Each result is a weighted sum of a few neighbors.
        let taps = mode == "linear" ? 2 : 4
        var (sources, factors) = ([[Int]](repeating: [], count: taps), [[Double]](repeating: [], count: taps))
        for place in places {
            let below = place.rounded(.down)
            let first = Int(below) - (taps / 2 - 1)
            var weights = (0..<taps).map { weight(abs(place - Double(first + $0))) }
            if excludesOutside {
                for tap in 0..<taps where !(0..<old).contains(first + tap) { weights[tap] = 0 }
                let sum = weights.reduce(0, +)
                weights = weights.map { $0 / sum }
            }
            for tap in 0..<taps {
                sources[tap].append(min(max(first + tap, 0), old - 1))
                factors[tap].append(weights[tap])
            }
        }
        let shape = Shape(x.shape.indices.map { $0 == axis ? size : 1 })
        let parts = (0..<taps).map { tap in
            let weights = Tensor(factors[tap], dtype: x.dtype).reshaped(to: shape)
            return x.gather(Tensor(sources[tap], dtype: .int32), axis: axis) * weights
        }
        return parts.dropFirst().reduce(parts[0]) { $0 + $1 }
    }

    private func place(_ new: Double, _ old: Int, _ size: Int, _ scale: Double) -> Double {
        switch coordinates {
        case "half_pixel": return (new + 0.5) / scale - 0.5
        case "half_pixel_symmetric":
            let adjustment = Double(size) / (Double(old) * scale)
            let center = Double(old) / 2
            return center * (1 - adjustment) + (new + 0.5) / scale - 0.5
        case "pytorch_half_pixel": return size > 1 ? (new + 0.5) / scale - 0.5 : 0
        case "align_corners":
            // The size before it was rounded down.
            let last = Double(old) * scale - 1
            return last > 0 ? new * Double(old - 1) / last : 0
        default: return new / scale
        }
    }

    private func rounded(_ place: Double) -> Int {
        switch rounding {
        case "floor": Int(place.rounded(.down))
        case "ceil": Int(place.rounded(.up))
        case "round_prefer_ceil": Int((place + 0.5).rounded(.down))
        default: Int((place - 0.5).rounded(.up))
        }
    }

    /// The weight of a neighbor at a distance: a triangle, or Keys's cubic.
    private func weight(_ distance: Double) -> Double {
        if mode == "linear" { return max(0, 1 - distance) }
        let (a, d) = (cubicCoefficient, distance)
        if d <= 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
        return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0
    }
}
