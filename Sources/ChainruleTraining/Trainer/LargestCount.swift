extension Int {
    /// The largest count that is read from a file: far beyond every use, so that calculating with counts cannot overflow.
    package static let largestCount = 1 << 53
}
