import Chainrule
import Foundation
import Testing

@Suite("The cores that a process may use")
struct UsableCoresTests {
    private static let v2 = "36 25 0:31 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
    private static let v1 = """
        32 31 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
        33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct

        """

    @Test(
        "are as many as the quotas of its control groups keep busy, on every level up to the root",
        arguments: [
            // As docker and systemd write them: the tightest level counts, fractions are rounded down.
            ("0::/a/b\n", v2, ["/sys/fs/cgroup/a/b/cpu.max": "max 100000\n"], 8),
            ("0::/a/b\n", v2, ["/sys/fs/cgroup/a/b/cpu.max": "300000 100000\n"], 3),
            ("0::/a/b\n", v2, ["/sys/fs/cgroup/a/cpu.max": "250000 100000\n"], 2),
            ("0::/a/b\n", v2, ["/sys/fs/cgroup/cpu.max": "50000 100000\n"], 1),
            (
                "0::/a/b\n", v2,
                ["/sys/fs/cgroup/a/b/cpu.max": "600000 100000", "/sys/fs/cgroup/a/cpu.max": "200000 50000"], 4
            ),
            ("0::/a/b\n", v2, ["/sys/fs/cgroup/a/b/cpu.max": "9900000 100000\n"], 8),
            // What is not of this form decides nothing.
            ("0::/a\n", v2, ["/sys/fs/cgroup/a/cpu.max": "two\n"], 8),
            ("0::/a\n", v2, ["/sys/fs/cgroup/a/cpu.max": "1000 0\n"], 8),
            ("nonsense\n", v2, ["/sys/fs/cgroup/cpu.max": "100000 100000\n"], 8),
            ("0::/a\n", "", ["/sys/fs/cgroup/a/cpu.max": "100000 100000\n"], 8),
            // A container that sees its own group only, under the host's name or as the root.
            (
                "0::/docker/0a1b\n",
                "36 25 0:31 /docker/0a1b /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n",
                ["/sys/fs/cgroup/cpu.max": "200000 100000\n"], 2
            ),
            ("0::/\n", v2, ["/sys/fs/cgroup/cpu.max": "200000 100000\n"], 2),
            // Version 1, where the controllers have hierarchies of their own.
            (
                "4:cpuset:/x\n3:cpu,cpuacct:/a\n", v1,
                [
                    "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "150000\n",
                    "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "50000\n",
                ], 3
            ),
            (
                "3:cpu,cpuacct:/a\n", v1,
                [
                    "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "-1\n",
                    "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n",
                ], 8
            ),
        ])
    func quota(groups: String, mounts: String, files: [String: String], expected: Int) {
        let all = files.merging([
            "/proc/self/cgroup": groups, "/proc/self/mountinfo": mounts,
            "/proc/self/status": "Cpus_allowed_list:\t0-7\n",
        ]) { $1 }
        #expect(CoreLimits { all[$0] }.usable == expected)
    }

    @Test(
        "are those of its affinity mask",
        arguments: [("0", 1), ("3-3", 1), ("0-3", 4), ("0-1,8,10-11", 5), ("128-255", 128)])
    func affinity(list: String, expected: Int) {
        let status = "Name:\tchainrule\nCpus_allowed:\tff\nCpus_allowed_list:\t\(list)\nMems_allowed:\t1\n"
        #expect(CoreLimits { $0 == "/proc/self/status" ? status : nil }.usable == expected)
    }

    @Test(
        "are the machine's where the system tells of no limits", arguments: ["", "Cpus_allowed_list:\tfew\n"])
    func unlimited(status: String) {
        let machine = ProcessInfo.processInfo.activeProcessorCount
        #expect(CoreLimits { $0 == "/proc/self/status" ? status : nil }.usable == machine)
    }
}
