/// The number below which a share of some numbers lies, interpolated between neighbors: position share · (N − 1), which NumPy
/// calls "linear" (Hyndman and Fan 1996, definition 7).
///
/// - Precondition: the numbers are in ascending order, and there is at least one.
func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
}
