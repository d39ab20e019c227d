import CVectorKernels

/// The error function 2/√π ∫₀ˣ e^(−t²) dt.
struct Erf: UnaryFunction {
    static let name = "erf"
    static let loopOperation = CVK_ERF
    func value<T: FloatingScalar>(_ x: T) -> T { T.erf(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? {
        upstream * exp(-(x * x)) * (2 / Double.pi.squareRoot())
    }
}

/// The error function of every element.
public func erf(_ x: Tensor) -> Tensor { .apply(Erf(), x) }
