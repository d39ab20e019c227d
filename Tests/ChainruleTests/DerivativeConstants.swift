import Testing

/// Derivatives at places where a careless formula loses its digits, made by mpmath with 50 digits.
struct DerivativeConstants: Sendable, CustomTestStringConvertible {
    let name: String
    let places: [Double]
    let derivatives: [Double]

    var testDescription: String { name }

    private init(_ name: String, _ places: [Double], _ derivatives: [Double]) {
        (self.name, self.places, self.derivatives) = (name, places, derivatives)
    }

    static let all = [
        DerivativeConstants(
            "expm1", [-700, -20, -1, 1e-10, 20],
            [
                9.8596765437597709e-305, 2.0611536224385578e-9, 0.36787944117144232, 1.0000000001,
                4.8516519540979028e8,
            ]),
        DerivativeConstants(
            "log1p", [-0.9375, 1e-10, 10_000_000_000], [16.0, 0.9999999999, 9.999999999e-11]),
        DerivativeConstants(
            "tanh", [-300, -20, -1, 1e-10, 0.5, 20, 300],
            [
                1.0601586212017243e-260, 1.6993417021166356e-17, 0.41997434161402607, 1.0,
                0.78644773296592741, 1.6993417021166356e-17, 1.0601586212017243e-260,
            ]),
        DerivativeConstants(
            "sigmoid", [-700, -40, -1, 1e-10, 0.5, 40, 700],
            [
                9.8596765437597709e-305, 4.248354255291589e-18, 0.19661193324148185, 0.25,
                0.23500371220159449, 4.248354255291589e-18, 9.8596765437597709e-305,
            ]),
        DerivativeConstants(
            "softplus", [-700, -40, -1, 1e-10, 0.5, 40],
            [
                9.8596765437597709e-305, 4.248354255291589e-18, 0.26894142136999512, 0.500000000025,
                0.62245933120185456, 1.0,
            ]),
        DerivativeConstants(
            "erf", [-26, -6, -0.5, 1e-10, 6, 26],
            [
                2.9470349932662695e-294, 2.6173012392492648e-16, 0.87878257893544479, 1.1283791670955126,
                2.6173012392492648e-16, 2.9470349932662695e-294,
            ]),
        DerivativeConstants(
            "erfc", [-26, -6, -0.5, 1e-10, 6, 26],
            [
                -2.9470349932662695e-294, -2.6173012392492648e-16, -0.87878257893544479, -1.1283791670955126,
                -2.6173012392492648e-16, -2.9470349932662695e-294,
            ]),
        DerivativeConstants(
            "gelu", [-37, -20, -6, -2, 1e-10, 0.5, 6, 30],
            [
                -7.8382986694185162e-297, -1.1014360483133464e-86, -3.5468709453902015e-8,
                -0.085231801078196897, 0.50000000007978846, 0.86749512465616284, 1.0000000354687095, 1.0,
            ]),
    ]
}
