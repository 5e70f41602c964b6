package import Domain

/// A checked `deploysync.yaml`.
package struct ConfigurationFile: Hashable, Sendable {
  /// What `branch` says; it must agree with the branch in use.
  package var branch: String?
  /// The further repositories that items take content from, in the file's order.
  package var repositories: [String]
  /// The IANA name of the default zone.
  package var timeZone: String
  /// By name; `monthly` is always there.
  package var schedules: [String: Schedule]
  /// How long after its date an occurrence may still run, in seconds.
  package var late: Int64
  /// The days on which nothing is deployed, in the file's order.
  package var freezes: [Freeze]
  /// The valid items in the file's order.
  package var items: [Item] { didSet { positions = Self.positions(of: items) } }
  /// Where in `items` each name is: with thousands of them nobody looks through all.
  private var positions: [String: Int]
  /// The items that an error inside them disables, in the file's order.
  package var broken: [BrokenItem]
  /// The full name of the ledger's ref, always below `refs/heads/deploysync/`.
  package var ledgerReference: String
  /// Who must agree to an exception; nil where the file does not provide for exceptions.
  package var exceptions: ExceptionPolicy?
  /// Who may run, hold and roll back.
  package var roles: Roles

  package init(
    branch: String? = nil, repositories: [String] = [], timeZone: String = "UTC",
    schedules: [String: Schedule]? = nil, late: Int64 = Self.defaultLate, freezes: [Freeze] = [],
    items: [Item] = [], broken: [BrokenItem] = [],
    ledgerReference: String = Self.defaultLedgerReference,
    exceptions: ExceptionPolicy? = nil, roles: Roles = Roles()
  ) {
    self.branch = branch
    self.repositories = repositories
    self.timeZone = timeZone
    self.schedules = ["monthly": .monthly(timeZone: timeZone)].merging(schedules ?? [:]) { $1 }
    self.late = late
    self.freezes = freezes
    self.items = items
    positions = Self.positions(of: items)
    self.broken = broken
    self.ledgerReference = ledgerReference
    self.exceptions = exceptions
    self.roles = roles
  }

  /// The name of the file at the top of the control repository.
  package static let fileName = "deploysync.yaml"

  /// 72 hours in seconds.
  package static let defaultLate: Int64 = 72 * 3600

  /// What the name of every branch that keeps a ledger begins with.
  package static let ledgerFolder = "deploysync/"

  /// Where the ledger is unless `ledger.ref` says otherwise.
  package static let defaultLedgerReference = "refs/heads/deploysync/ledger"

  /// The bindings of all valid items, in the file's order.
  package var bindings: [Binding] { items.flatMap(\.bindings) }

  /// The valid item of that name.
  package func item(named name: String) -> Item? { positions[name].map { items[$0] } }

  private static func positions(of items: [Item]) -> [String: Int] {
    Dictionary(items.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// The binding of that name of a valid item.
  package func binding(_ id: BindingID) -> Binding? {
    item(named: id.item)?.bindings.first { $0.id == id }
  }
}

/// An item that an error inside it disables; the others go on without it.
package struct BrokenItem: Hashable, Sendable {
  package var name: String
  /// All that is wrong with it, in the file's order; at least one error.
  package var problems: [Problem]
  /// The targets it names, as far as they could be read.
  package var targets: [String]
  /// Why it cannot be worked with on this machine, where that is all that is wrong with it.
  package var localReason: String?
  /// What can be done about that, where `check` does not say it.
  package var localRemedy: String?

  package init(
    name: String, problems: [Problem], targets: [String], localReason: String? = nil,
    localRemedy: String? = nil
  ) {
    self.localRemedy = localRemedy
    self.localReason = localReason
    self.name = name
    self.problems = problems
    self.targets = targets
  }
}

extension Schedule {
  /// The schedule of standard bindings that name none: the first of every month at 00:00.
  package static func monthly(timeZone: String) -> Schedule {
    Schedule(
      name: "monthly", recurrence: .month(day: 1), at: TimeOfDay(hour: 0, minute: 0),
      timeZone: timeZone)
  }
}
