import Chainrule

func graphOfREADME() throws {
    // snippet
    let x = Tensor(-2).named("x")
    let y = Tensor(5).named("y")
    let z = Tensor(-4).named("z")
    let q = (x + y).named("q")
    let f = q * z
    let (dx, dy, dz) = gradients(of: f, withRespectTo: x, y, z)  // -4, -4, 3
    print(explain(f))
    // end
    precondition([dx, dy, dz].map { $0.item() } == [-4, -4, 3])
}

func gradientCheckOfREADME() {
    // snippet
    let report = checkGradients(of: { tanh($0) * $0 }, at: Tensor([0.3, -1.2, 2], dtype: .float64))
    print(report)
    // end
    precondition(report.passed)
}
