/// Values by key, of which the one that has not been used for longest is forgotten when there are too many.
struct RecentlyUsed<Key: Hashable, Value> {
    private var entries: [Key: (value: Value, lastUse: UInt64)] = [:]
    private var useCount: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    var count: Int { entries.count }

    /// The value of a key, which counts as used now.
    mutating func value(for key: Key) -> Value? {
        guard let place = entries.index(forKey: key) else { return nil }
        useCount += 1
        entries.values[place].lastUse = useCount
        return entries.values[place].value
    }

    /// Keeps a value in the place of the one that the key has had. Finding one to forget takes a walk over all, which is little beside making a plan.
    mutating func insert(_ value: Value, for key: Key) {
        if entries.count >= capacity && entries[key] == nil {
            let oldest = entries.min { $0.value.lastUse < $1.value.lastUse }!
            entries[oldest.key] = nil
        }
        useCount += 1
        entries[key] = (value, useCount)
    }
}

/// How many plans are kept for a compiled function, and for all that is evaluated outside of one.
let mostPlans = 256
