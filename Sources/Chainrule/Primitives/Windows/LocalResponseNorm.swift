/// Every element, divided by a power of the squares around it in neighboring channels.
package struct LocalResponseNorm: RealPrimitive {
    package static let name = "local-response-norm"
    let rule: ResponseNormalization

    package init(rule: ResponseNormalization) {
        self.rule = rule
    }

    package var attributes: String { "\(rule)" }

    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        if let problem = rule.problem(input: inputs[0]) { throw mismatch(inputs, problem) }
        return inputs[0].type
    }

    package func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let x = inputs[0].dense()
        let (images, channels) = (x.shape[0], x.shape[1])
        let area = x.shape.suffix(from: 2).reduce(1, *)
        let count = channels * area
        return NDArray(x.shape, parts: images, costPerPart: count * (rule.size + 16)) {
            (image, output: UnsafeMutablePointer<T>) in
            x.withElements(T.self) { x in
                let x = x + image * count
                rule.fill(output, x, channels: channels, area: area)
                for i in 0..<count { output[i] = x[i] * T.pow(output[i], T(-rule.beta)) }
            }
        }
    }

    package func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [.apply(LocalResponseNormGradient(rule: rule), upstream, inputs[0])]
    }

    package static var samples: [PrimitiveSample] {
        ResponseNormalization.samples.map { PrimitiveSample(LocalResponseNorm(rule: $0), .real($1)) }
    }
}

/// Local response normalization: strong responses damp those of neighboring channels at the same place.
///
/// x_c / (k + alpha / size · Σ x_j²)^beta, where j goes over the channels c − ⌊size / 2⌋ ... c + ⌊(size − 1) / 2⌋
/// as far as they exist. Source: Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep
/// Convolutional Neural Networks" (2012), section 3.3; as in PyTorch, alpha is divided by the size.
///
/// - Parameters:
///   - x: a tensor [N, C, spatial...].
///   - size: the number of channels that a sum is over.
///   - alpha: the factor of the mean square.
///   - beta: the exponent.
///   - k: what keeps the divisor from zero.
/// - Returns: a tensor of the shape of `x`.
/// - Precondition: `size` is positive and `x` has an axis of channels.
public func localResponseNorm(
    _ x: Tensor, size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1
) -> Tensor {
    .apply(LocalResponseNorm(rule: ResponseNormalization(size: size, alpha: alpha, beta: beta, k: k)), x)
}
