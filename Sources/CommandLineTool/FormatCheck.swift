import ArgumentParser

/// Refuses a format that a command does not have, before the command does anything.
enum FormatCheck {
  /// Throws a usage error for `--format ics` on every command but `calendar`.
  static func check(_ command: any ParsableCommand) throws {
    guard !(command is CalendarCommand) else { return }
    for child in Mirror(reflecting: command).children {
      guard let group = child.value as? OptionGroup<GlobalOptions> else { continue }
      if group.wrappedValue.format == .ics {
        throw ValidationError("--format ics is for `deploysync calendar` alone.")
      }
    }
  }
}
