import Chainrule

let x = Tensor(-2.0)
let y = Tensor(5.0)
let z = Tensor(-4.0)
let f = (x + y) * z
print(f.item(), gradients(of: f, withRespectTo: [x, y, z]).map { $0.item() })
func once() -> Double {
    let x = Tensor(-2.0)
    let y = Tensor(5.0)
    let z = Tensor(-4.0)
    let f = (x + y) * z
    let (dx, dy, dz) = gradients(of: f, withRespectTo: x, y, z)
    evaluate([f, dx, dy, dz])
    return f.item() + dx.item() + dy.item() + dz.item()
}
let clock = ContinuousClock()
var s = 0.0
for _ in 0..<5 {
    let t = clock.measure { for _ in 0..<100000 { s += once() } }
    print(t / 100000)
}
for n in [128, 512, 1024] {
    let a = Tensor.uniform([n, n]), b = Tensor.uniform([n, n])
    evaluate([a, b])
    for _ in 0..<3 {
        let t = clock.measure { evaluate([matmul(a, b)]) }
        let s = Double(t.components.attoseconds) * 1e-18 + Double(t.components.seconds)
        print(n, 2e-9 * Double(n * n * n) / s, "GFLOP/s")
    }
}
