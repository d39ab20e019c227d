extension String {
    /// The text behind as many fillers as it takes to reach `width` characters.
    package func leftPadded(to width: Int, with filler: Character = " ") -> String {
        String(repeating: filler, count: max(0, width - count)) + self
    }

    /// The text before as many fillers as it takes to reach `width` characters.
    package func rightPadded(to width: Int, with filler: Character = " ") -> String {
        self + String(repeating: filler, count: max(0, width - count))
    }
}

extension Substring {
    /// What is left when every `character` at the end is taken away.
    func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self
        while rest.last == character { rest.removeLast() }
        return rest
    }
}
