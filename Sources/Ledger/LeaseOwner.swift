import Glibc

/// Which process holds a lease, told so that others on the same machine can prove it gone.
package struct LeaseOwner: Codable, Sendable, Hashable {
  /// The machine's name, for people.
  package var host: String
  /// The kernel's ID of this boot (`/proc/sys/kernel/random/boot_id`, random(4)).
  package var bootID: String
  /// The namespace that the process ID counts in (pid_namespaces(7)): containers of one machine
  /// share the boot ID but not their process IDs.
  package var pidNamespace: String
  package var pid: Int32
  /// The process's start in clock ticks after boot (proc(5), field 22), since IDs are used again.
  package var processStart: String

  /// This process.
  package static func current() -> LeaseOwner {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let pid = getpid()
    return LeaseOwner(
      host: host, bootID: text(of: "/proc/sys/kernel/random/boot_id"),
      pidNamespace: namespace(), pid: pid, processStart: start(of: pid) ?? "")
  }

  /// Whether the process is gone for certain: it ran in this boot and this namespace, and no
  /// process of its ID and start is there. What was not known of it, or cannot be read now, proves
  /// nothing.
  package var isProvablyGone: Bool {
    let own = LeaseOwner.current()
    guard !bootID.isEmpty, bootID == own.bootID, !pidNamespace.isEmpty,
      pidNamespace == own.pidNamespace, !processStart.isEmpty, pid > 0
    else { return false }
    if let start = LeaseOwner.start(of: pid) { return start != processStart }
    // Where /proc hides the processes of others (proc(5), hidepid), the file is missing of one that
    // runs; only the kernel's own answer counts. A zombie still has its ID and writes no more.
    return LeaseOwner.isZombie(pid) || (kill(pid, 0) == -1 && errno == ESRCH)
  }

  /// For people: `process 4711 on build3`.
  package var description: String { "process \(pid) on \(host)" }

  private static func namespace() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = readlink("/proc/self/ns/pid", &buffer, buffer.count - 1)
    guard count > 0 else { return "" }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The start of a process; nil where there is none (a zombie counts as none).
  private static func start(of pid: Int32) -> String? {
    let fields = status(of: pid)
    guard fields.count > 19, !isEnded(fields) else { return nil }
    return String(fields[19])
  }

  private static func isZombie(_ pid: Int32) -> Bool { isEnded(status(of: pid)) }

  private static func isEnded(_ fields: [Substring]) -> Bool {
    fields.first == "Z" || fields.first == "X"
  }

  /// The fields from the process's state on; none where there is no such process, or none to see.
  private static func status(of pid: Int32) -> [Substring] {
    let stat = text(of: "/proc/\(pid)/stat")
    // The second field is a name in parentheses that can hold anything, so count behind it.
    guard let end = stat.lastIndex(of: ")") else { return [] }
    return stat[stat.index(after: end)...].split(separator: " ")
  }

  private static func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return "" }
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    return String(text.reversed().drop(while: \.isWhitespace).reversed())
  }
}
