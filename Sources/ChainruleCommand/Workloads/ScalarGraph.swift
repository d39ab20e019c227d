import Chainrule

extension Workload {
    static let scalarGraph = Workload(
        name: "scalar-graph", summary: "(x + y)·z on scalars: build, evaluate, differentiate."
    ) { _, _ in
        Step {
            let (x, y, z) = (Tensor(-2), Tensor(5), Tensor(-4))
            let f = (x + y) * z
            let (dx, dy, dz) = gradients(of: f, withRespectTo: x, y, z)
            return f.item() + dx.item() + dy.item() + dz.item()
        }
    }
}
