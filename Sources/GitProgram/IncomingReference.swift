#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The references that fetched commits are kept under until they are looked at:
/// `refs/deploysync/incoming/BOOT-NAMESPACE-PROCESS-RANDOM`.
///
/// The name tells whose it is, so that one that a killed process left is known: the ID of the boot
/// and of the namespace that process IDs count in (random(4), pid_namespaces(7)), and the process ID.
enum IncomingReference {
  static let folder = "refs/deploysync/incoming/"

  /// A new name.
  static func make() -> String {
    "\(folder)\(place)-\(getpid())-\(UInt64.random(in: .min ... .max))"
  }

  /// Whether the process whose name it is is gone for certain.
  static func isAbandoned(_ name: String) -> Bool {
    guard name.hasPrefix(folder + place + "-") else { return false }
    let parts = name.split(separator: "-")
    guard parts.count == 4, let process = pid_t(parts[2]), process > 0, process != getpid() else {
      return false
    }
    return kill(process, 0) == -1 && errno == ESRCH
  }

  /// This boot and this namespace.
  private static let place: String = {
    let boot = FileText.of("/proc/sys/kernel/random/boot_id").prefix(8)
    var buffer = [CChar](repeating: 0, count: 256)
    let count = max(0, readlink("/proc/self/ns/pid", &buffer, buffer.count - 1))
    let namespace = buffer[..<count].map { UInt8(bitPattern: $0) }.filter {
      (0x30...0x39).contains($0)
    }
    return "\(boot)-\(String(decoding: namespace, as: UTF8.self))"
  }()
}

/// Small files of the system.
private enum FileText {
  static func of(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = max(0, read(descriptor, &buffer, buffer.count))
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
