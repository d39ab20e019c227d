import Foundation

/// A number of bytes as people read it, such as `9.9 MB`.
package func byteText(_ count: Int) -> String {
    scaled(count, [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]) ?? "\(count) B"
}

/// A large number as people read it, such as `4.6 M`.
package func countText(_ count: Int) -> String {
    scaled(count, [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]) ?? "\(count)"
}

private func scaled(_ count: Int, _ units: [(size: Double, name: String)]) -> String? {
    units.first { Double(count) >= $0.size }.map {
        "\(String(format: "%.1f", Double(count) / $0.size)) \($0.name)"
    }
}

/// An integer with its digits in groups of three, such as `1 234 567`.
package func groupedDigits(_ number: Int) -> String {
    let digits = Array("\(number.magnitude)")
    return digits.indices.reduce(into: number < 0 ? "-" : "") { text, index in
        if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(" ") }
        text.append(digits[index])
    }
}
