import CVectorKernels

/// The complementary error function 1 − erf(x), exact where erf(x) is near 1.
struct Erfc: UnaryFunction {
    static let name = "erfc"
    static let loopOperation = CVK_ERFC
    func value<T: FloatingScalar>(_ x: T) -> T { T.erfc(x) }
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? {
        upstream * exp(-(x * x)) * (-2 / Double.pi.squareRoot())
    }
}

/// The complementary error function 1 − erf(x) of every element, without the loss of digits for large x.
public func erfc(_ x: Tensor) -> Tensor { .apply(Erfc(), x) }
