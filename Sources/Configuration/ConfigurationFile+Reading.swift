import Domain

extension ConfigurationFile {
  /// Reads the bytes of a `deploysync.yaml`.
  ///
  /// An error inside one item only puts it into `broken`. Any other throws a `ConfigurationError`
  /// with everything that is wrong in the file, those inside items included. Warnings come in the
  /// file's order; those of broken items are with the items.
  /// - Parameter file: what the file is called in problems.
  package static func read(_ bytes: [UInt8], file: String) throws -> (
    configuration: ConfigurationFile, warnings: [Problem]
  ) {
    var reader = ValueReader(file: file)
    guard let root = try YAMLDocument.parse(bytes, file: file), !root.isNull else {
      reader.error("expected `version: 1` and `items`, found an empty file", at: .start)
      throw ConfigurationError(file: file, problems: reader.problems)
    }
    guard reader.isKnownVersion(root),
      let fields = reader.fields(
        root, of: .file, expected: "a mapping with `version` and `items`", owner: root.position)
    else { throw ConfigurationError(file: file, problems: reader.problems) }
    if fields["version"] == nil { reader.error("expected `version: 1`", at: fields.owner) }

    var configuration = ConfigurationFile()
    configuration.branch = fields["branch"].flatMap { reader.branch($0) }
    if let value = fields["repositories"] {
      configuration.repositories = reader.repositories(value)
    }
    if let value = fields["timezone"] {
      configuration.timeZone = reader.timeZone(value) ?? configuration.timeZone
    }
    let (names, freezes) = configuration.readCalendar(fields["calendar"], fields.owner, &reader)
    configuration.readPeople(fields, &reader)
    if let value = fields["ledger"] { configuration.readLedger(value, fields, &reader) }

    let schedules = KnownSchedules(valid: configuration.schedules, names: names)
    let drafts = reader.items(
      fields, schedules: schedules, repositories: configuration.repositories)
    configuration.items = drafts.compactMap(\.item)
    configuration.broken = drafts.filter(\.reader.hasErrors).map(\.broken)
    configuration.freezes = reader.freezes(freezes, among: drafts)
    if reader.hasErrors {
      let all = reader.problems + drafts.flatMap(\.reader.problems)
      throw ConfigurationError(file: file, problems: all.inFileOrder)
    }
    let warnings = drafts.filter { !$0.reader.hasErrors }.flatMap(\.reader.problems)
    return (configuration, (reader.problems + warnings).inFileOrder)
  }

  /// Takes over the calendar but for its freezes, which name items; the names of all schedules,
  /// those with an error too.
  private mutating func readCalendar(
    _ value: YAMLValue?, _ owner: Position, _ reader: inout ValueReader
  ) -> (schedules: Set<String>, freezes: [FreezeDraft]) {
    schedules = ["monthly": .monthly(timeZone: timeZone)]
    guard let value,
      let fields = reader.fields(
        value, of: .calendar, expected: "a mapping with `schedules`", owner: owner)
    else { return (["monthly"], []) }
    if let value = fields["late"] { late = reader.duration(value) ?? late }
    let freezes = fields["freezes"].map { reader.freezeDrafts($0, zone: timeZone) } ?? []
    var names: Set<String> = ["monthly"]
    guard let value = fields["schedules"] else { return (names, freezes) }
    for field in reader.namedFields(value, expected: "a mapping of schedules") ?? [] {
      names.insert(field.key)
      if let schedule = reader.schedule(field, zone: timeZone) { schedules[field.key] = schedule }
    }
    return (names, freezes)
  }

  /// Takes over who must agree to exceptions and who may do what.
  private mutating func readPeople(_ fields: Fields, _ reader: inout ValueReader) {
    if let value = fields["exceptions"] {
      exceptions = reader.exceptions(value, owner: fields.positions["exceptions"] ?? fields.owner)
    }
    if let value = fields["roles"] {
      roles = reader.roles(value, owner: fields.positions["roles"] ?? fields.owner) ?? roles
    }
  }

  private mutating func readLedger(
    _ value: YAMLValue, _ file: Fields, _ reader: inout ValueReader
  ) {
    guard
      let fields = reader.fields(
        value, of: .ledger, expected: "a mapping with `ref`", owner: file.owner),
      let value = fields["ref"]
    else { return }
    ledgerReference = reader.ledgerReference(value) ?? ledgerReference
  }
}

extension ValueReader {
  /// Whether the rest of the file can be judged: that of another version cannot.
  fileprivate mutating func isKnownVersion(_ root: YAMLValue) -> Bool {
    guard case .fields(let fields) = root.content,
      let value = fields.first(where: { $0.key == "version" && $0.flaw == nil })?.value,
      value.text != "1"
    else { return true }
    mismatch(value, expected: "version `1`, the only one that this version of deploysync reads")
    return false
  }

  /// The items in the file's order, each with what is wrong with it.
  fileprivate mutating func items(
    _ fields: Fields, schedules: KnownSchedules, repositories: [String]
  ) -> [ItemDraft] {
    guard let value = fields["items"] else {
      error("expected `items`", at: fields.owner)
      return []
    }
    let items = namedFields(value, expected: "a mapping of items") ?? []
    var drafts = items.map {
      ItemDraft($0, schedules: schedules, repositories: repositories, file: file)
    }
    ItemRelations.check(&drafts)
    return drafts
  }
}
