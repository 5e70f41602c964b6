#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What names of temporary things begin with, so that others know whose they are:
/// `BOOT-NAMESPACE-PROCESS`, the ID of the boot and of the namespace that process IDs count in
/// (random(4), pid_namespaces(7)), and the process ID.
enum ProcessMark {
  /// This process's.
  static var own: String { "\(place)-\(getpid())" }

  /// Whether the process is gone for certain whose mark a name `MARK-REST` begins with. Where that is
  /// no mark, or one of another boot or namespace, nothing is certain; nor is it where the process ID
  /// is used again.
  static func isOfGoneProcess(_ name: some StringProtocol) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard isKnown, parts.count == 4, "\(parts[0])-\(parts[1])" == place,
      let process = pid_t(parts[2]), process > 0, process != getpid()
    else { return false }
    return kill(process, 0) == -1 && errno == ESRCH
  }

  private static let boot = String(
    text(of: "/proc/sys/kernel/random/boot_id").filter(\.isHexDigit).prefix(32))

  private static let namespace: String = {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = max(0, readlink("/proc/self/ns/pid", &buffer, buffer.count - 1))
    let digits = buffer[..<count].map { UInt8(bitPattern: $0) }.filter {
      (0x30...0x39).contains($0)
    }
    return String(decoding: digits, as: UTF8.self)
  }()

  /// This boot and this namespace.
  private static let place = "\(boot)-\(namespace)"
  private static let isKnown = boot.count == 32 && !namespace.isEmpty

  private static func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = max(0, read(descriptor, &buffer, buffer.count))
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
