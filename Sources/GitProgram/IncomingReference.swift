/// The references that fetched commits are kept under until they are looked at:
/// `refs/deploysync/incoming/BOOT-NAMESPACE-PROCESS-RANDOM`, so that one that a killed process left is
/// known (`ProcessMark`).
enum IncomingReference {
  static let folder = "refs/deploysync/incoming/"

  /// A new name.
  static func make() -> String {
    "\(folder)\(ProcessMark.own)-\(UInt64.random(in: .min ... .max))"
  }

  /// Whether the process whose name it is is gone for certain.
  static func isAbandoned(_ name: String) -> Bool {
    name.hasPrefix(folder) && ProcessMark.isOfGoneProcess(name.dropFirst(folder.utf8.count))
  }
}
