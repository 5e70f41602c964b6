/// The commented files that `init` writes.
package enum ConfigurationTemplate {
  /// A `deploysync.yaml` with one item for each path; both are written so that YAML reads them back
  /// as they are.
  /// - Parameters:
  ///   - target: The target that all items are bound to, with the defaults.
  ///   - topFiles: Files at the top of the repository, which are in none of the items; named in a
  ///     comment. Without line feeds.
  package static func text(
    items: [(name: String, path: String)], branch: String, target: String = "production",
    topFiles: [String] = []
  ) -> String {
    head(branch: branch) + self.items(items, target: target) + others(topFiles) + tail
  }

  /// At most this many files are named in the comment.
  private static let fewFiles = 10

  private static func others(_ topFiles: [String]) -> String {
    if topFiles.isEmpty { return "" }
    var text = "\n  # In no item yet, since they are in no folder:\n"
    for file in topFiles.prefix(fewFiles) { text += "  #   \(file)\n" }
    if topFiles.count > fewFiles { text += "  #   and \(topFiles.count - fewFiles) more\n" }
    return text
  }

  private static let tail = """

    # Who has to agree before something is deployed ahead of its date. Without this there are no
    # exceptions.
    # exceptions:
    #   steps:
    #     - impact: { by: ops@example.com }
    #     - decision: { by: lead@example.com }
    #     - confirmation: { by: requester }
    #   expires: 72h

    # Who may deploy, hold entries back, and go back to an earlier state. A role that is left out is
    # everybody's who can push the ledger.
    # roles:
    #   run: [ci@example.com]
    #   hold: [ops@example.com]
    #   rollback: [lead@example.com]

    """

  private static func head(branch: String) -> String {
    """
    # What deploysync brings from this repository to live systems, and when.
    # `deploysync check` tells whether this file is right.
    version: 1

    # The branch whose merged commits are deployed.
    branch: \(YAMLScalar.quoted(branch))

    # The zone of all times below, by its IANA name, such as Europe/Berlin.
    timezone: UTC

    calendar:
      schedules:
        # What standard bindings follow unless they name another schedule.
        monthly: { every: month, on: 1, at: "00:00" }
        # weekly: { every: week, on: [tuesday], at: "09:30" }
        # daily: { every: day, at: "06:00" }
        # quarter: { every: month, interval: 3, on: 1, starting: 2026-01-01, at: "00:00" }
      # For how long a deployment date that was not used may be made up for.
      late: 72h

    # Each item is a set of paths that is deployed as one unit. A target is a name here;
    # targets.yaml, which only the operator has, says where it is. Instead of a list, targets can be
    # a mapping with the rules of each:
    #
    #     targets:
    #       sandbox: { deployment: ad-hoc }
    #       production: { schedule: weekly, prune: delete, limits: { deletes: 5, changes: 30% } }
    items:

    """
  }

  private static func items(_ items: [(name: String, path: String)], target: String) -> String {
    if items.isEmpty {
      return """
          # triggers:
          #   paths: [data/triggers]
          #   targets: [\(YAMLScalar.quoted(target))]

        """
    }
    return items.map { item in
      """
        \(YAMLScalar.quoted(item.name)):
          paths: [\(YAMLScalar.quoted(item.path))]
          targets: [\(YAMLScalar.quoted(target))]

      """
    }.joined()
  }

  /// A `targets.yaml` with a folder of this machine for each name.
  package static func targetsText(_ targets: [(name: String, path: String)]) -> String {
    let head = """
      # Where the targets of deploysync.yaml are. This file belongs to the operator: keep it outside
      # the repository's content, and writable by its owner alone.
      targets:

      """
    if targets.isEmpty {
      return head + "  # production: { kind: directory, path: /srv/live }\n"
    }
    return head
      + targets.map {
        let (name, path) = (YAMLScalar.quoted($0.name), YAMLScalar.quoted($0.path))
        return "  \(name): { kind: directory, path: \(path) }\n"
      }.joined()
  }
}
