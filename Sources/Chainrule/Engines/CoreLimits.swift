import Foundation

/// What the system lets this process use of the processor.
package struct CoreLimits: Sendable {
    /// The cores of its affinity mask (`taskset`, cpuset, Slurm, `mpirun`).
    package let allowed: Int
    /// The cores' worth of time that the CPU quotas of its control groups (`docker run --cpus`, Kubernetes limits)
    /// grant; nil if there are none.
    package let quota: Double?

    /// - Parameter read: the text of a file of the system; nil if it cannot be read.
    package init(reading read: @escaping (_ path: String) -> String? = contents) {
        allowed = affinityCoreCount(reading: read) ?? ProcessInfo.processInfo.activeProcessorCount
        quota = ControlGroups(reading: read).cpuQuota
    }

    /// The cores that can be kept busy all the time, at least one.
    package var usable: Int {
        // Of a quota of 2.5 cores the kernel would hold back the third.
        max(1, min(allowed, quota.map { Int(min($0, Double(allowed))) } ?? allowed))
    }
}

package func contents(of path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

/// How many cores the affinity mask allows; nil where there is none, as on macOS.
///
/// Linux writes the mask as `Cpus_allowed_list: 0-3,8`, which says as much as `sched_getaffinity`.
private func affinityCoreCount(reading read: (String) -> String?) -> Int? {
    let name = "Cpus_allowed_list:"
    let line = read("/proc/self/status")?.split(separator: "\n").first { $0.hasPrefix(name) }
    guard let line else { return nil }
    let counts = line.dropFirst(name.count).split(separator: ",").map { part -> Int? in
        let ends = part.split(separator: "-").map { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, 0 <= first, first <= last else {
            return nil
        }
        return last - first + 1
    }
    return counts.contains(nil) ? nil : counts.reduce(0) { $0 + $1! }
}

/// The control groups that Linux has put this process into, which may limit its processor time.
///
/// Source: `Documentation/admin-guide/cgroup-v2.rst` and `cgroup-v1/` in the kernel, `cgroups(7)`.
private struct ControlGroups {
    private let read: (String) -> String?

    init(reading read: @escaping (String) -> String?) { self.read = read }

    /// The cores' worth of time that the tightest quota of any level grants; nil if there is none.
    var cpuQuota: Double? {
        let mounts = lines("/proc/self/mountinfo").compactMap(Mount.init)
        let quotas = lines("/proc/self/cgroup").flatMap { line -> [Double] in
            // 0::/user.slice, or 4:cpu,cpuacct:/docker/0a1b
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [] }
            let isUnified = fields[0] == "0" && fields[1].isEmpty
            let controllers = fields[1].split(separator: ",")
            guard isUnified || controllers.contains("cpu"),
                let mount = mounts.first(where: {
                    isUnified ? $0.kind == "cgroup2" : $0.kind == "cgroup" && $0.options.contains("cpu")
                })
            else { return [] }
            return mount.levels(to: fields[2]).compactMap(isUnified ? quota : quotaOfVersion1)
        }
        return quotas.min()
    }

    /// `cpu.max` holds `150000 100000`, microseconds of time in every period of so many, or `max 100000`.
    private func quota(of directory: String) -> Double? {
        let numbers = lines("\(directory)/cpu.max").first?.split(separator: " ").map { Double($0) }
        guard let numbers, numbers.count == 2 else { return nil }
        return ratio(numbers[0], numbers[1])
    }

    /// The same in two files; a quota of -1 is none.
    private func quotaOfVersion1(of directory: String) -> Double? {
        func number(_ name: String) -> Double? { lines("\(directory)/\(name)").first.flatMap { Double($0) } }
        return ratio(number("cpu.cfs_quota_us"), number("cpu.cfs_period_us"))
    }

    private func ratio(_ time: Double?, _ period: Double?) -> Double? {
        guard let time, let period, time > 0, period > 0 else { return nil }
        return time / period
    }

    private func lines(_ path: String) -> [Substring] { (read(path) ?? "").split(separator: "\n") }
}

/// Where a hierarchy of control groups is mounted; a line of `/proc/self/mountinfo`.
private struct Mount {
    /// The group that is seen at `point`.
    let root: Substring
    let point: Substring
    let kind: Substring
    let options: [Substring]

    /// `36 35 98:0 /root /point rw,noatime shared:1 - cgroup2 cgroup2 rw,nsdelegate`.
    init?(_ line: Substring) {
        let words = line.split(separator: " ")
        guard let separator = words.firstIndex(of: "-"), separator >= 6, words.count > separator + 3 else {
            return nil
        }
        (root, point, kind) = (words[3], words[4], words[separator + 1])
        options = words[separator + 3].split(separator: ",")
    }

    /// The directories of a group and of all that contain it, as far as they can be seen here.
    func levels(to group: Substring) -> [String] {
        // A container may see its own group only, as the root of what is mounted there.
        let inside = root == "/" ? group : group.hasPrefix(root) ? group.dropFirst(root.count) : ""
        return inside.split(separator: "/").reduce(into: [String(point)]) { levels, name in
            levels.append("\(levels.last!)/\(name)")
        }
    }
}
