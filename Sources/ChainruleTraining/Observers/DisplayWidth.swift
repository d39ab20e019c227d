extension String {
    /// How many columns of a terminal the text takes.
    package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

    /// As much of the beginning as `width` columns hold.
    package func prefix(displayWidth width: Int) -> String {
        var left = width
        return String(
            prefix { character in
                left -= character.displayWidth
                return left >= 0
            })
    }

    /// The text if it fits into `width` columns, else as much of it as fits before an ellipsis.
    package func shortened(toDisplayWidth width: Int) -> String {
        displayWidth <= width ? self : prefix(displayWidth: width - 1) + "…"
    }
}

extension Character {
    /// 2 for the scripts and pictures that terminals draw twice as wide, else 1.
    ///
    /// Source: Unicode Standard Annex #11, East Asian Width, in blocks.
    fileprivate var displayWidth: Int {
        if unicodeScalars.contains(where: { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }) {
            return 2
        }
        return switch unicodeScalars.first!.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
