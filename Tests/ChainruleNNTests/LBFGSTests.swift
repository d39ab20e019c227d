import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("L-BFGS") struct LBFGSTests {
    private func check(
        _ variant: String, _ dtype: DType, tolerance: Double, _ make: (OptimizedSurface) -> LBFGS
    ) throws {
        let golden = try Golden("more_optimizers")
        let surface = try OptimizedSurface(golden, dtype)
        let optimizer = make(surface)
        for step in 0..<10 {
            optimizer.step { surface() }
            for (name, parameter) in surface.parameters() {
                let expected = try golden["lbfgs.\(variant).\(name)"][step].cast(to: dtype)
                expectClose(
                    parameter.value, expected, tolerance: .mixed(tolerance), "\(name) after step \(step + 1)")
            }
        }
    }

    @Test("goes PyTorch's way with fixed lengths and a short memory")
    func fixedLengths() throws {
        try check("plain", .float64, tolerance: 1e-10) {
            LBFGS($0, learningRate: 0.05, maxIterations: 4, historySize: 3)
        }
    }

    @Test("goes PyTorch's way with strong Wolfe line searches")
    func lineSearches() throws {
        try check("wolfe", .float64, tolerance: 1e-8) {
            LBFGS($0, maxIterations: 2, lineSearch: .strongWolfe)
        }
    }

    @Test("finds the minimum of Rosenbrock's valley")
    func rosenbrock() {
        struct Valley: Module {
            let x = Parameter(Tensor([-1.2, 1], dtype: .float64))
        }
        let valley = Valley()
        let optimizer = LBFGS(valley, lineSearch: .strongWolfe)
        for _ in 0..<10 {
            optimizer.step {
                let (a, b) = (valley.x.value[0], valley.x.value[1])
                return pow(1 - a, 2) + pow(b - a * a, 2) * 100
            }
        }
        expectClose(valley.x.value, Tensor([1, 1], dtype: .float64), tolerance: 1e-4)
    }

    @Test("continues exactly from a saved state, and refuses that of another model")
    func savedState() throws {
        let golden = try Golden("more_optimizers")
        let (surface, copy) = (
            try OptimizedSurface(golden, .float64), try OptimizedSurface(golden, .float64)
        )
        func make(_ surface: OptimizedSurface) -> LBFGS {
            LBFGS(surface, maxIterations: 2, historySize: 3, lineSearch: .strongWolfe)
        }
        let optimizer = make(surface)
        for _ in 0..<3 { optimizer.step { surface() } }
        try copy.load(surface.stateDictionary())
        let restored = make(copy)
        try restored.load(optimizer.stateDictionary())
        optimizer.step { surface() }
        restored.step { copy() }
        for (name, tensor) in surface.stateDictionary() {
            expectClose(copy.stateDictionary()[name]!, tensor, tolerance: .exact, name)
        }
        #expect(throws: StateError.self) { try LBFGS(Linear(2, 2)).load(optimizer.stateDictionary()) }
        let fresh = LBFGS(Linear(2, 2))
        try fresh.load(LBFGS(Linear(2, 2)).stateDictionary())
    }
}
