import Configuration
import Domain
import Testing

/// A file that uses everything this version has.
@Suite struct FullFileTests {
  static let text = """
    version: 1
    branch: main                        # must agree
    timezone: Europe/Berlin

    calendar:
      schedules:
        weekly:  { every: week, on: [tuesday, friday], at: 09:30, timezone: America/Los_Angeles }
        daily:   { every: day, at: "06:00" }
        quarter: { every: month, interval: 3, on: 1, starting: 2026-01-01, at: 00:00 }
        month-end:
          every: month
          on: last
      late: 36h

    items:
      ticket-fields:
        paths: [data/fields]
        targets: [production, sandbox]
      triggers:
        paths: [data/triggers/, "data/**/*.yaml"]
        after: [ticket-fields]
        was: rules
        root: data
        workflow: https://handbook.example.com/triggers
        targets:
          sandbox:    { deployment: ad-hoc, prune: delete }
          backup:
          production:
            deployment: standard
            schedule: weekly
            prune: delete
            limits: { deletes: 0, changes: 30% }

    exceptions:
      steps:
        - impact: { by: [ops@example.com] }
        - decision: { by: [lead@example.com, head@example.com], approvals: 2 }
        - confirmation: { by: requester }
      distinct: true
      attest: [request, confirmation]
      expires: 2d
      signers: .deploysync/allowed_signers

    roles:
      run: [ci@example.com]
      hold: [ops@example.com]
      rollback: [ops@example.com, lead@example.com]

    ledger: { ref: refs/heads/deploysync/other/ledger }
    """

  static func read() throws -> ConfigurationFile {
    let (configuration, warnings) = try ConfigurationFile.read(Array(text.utf8), file: "f")
    #expect(warnings == [])
    #expect(configuration.broken == [])
    return configuration
  }

  @Test func `the keys of the file are taken over`() throws {
    let configuration = try Self.read()
    #expect(configuration.branch == "main")
    #expect(configuration.timeZone == "Europe/Berlin")
    #expect(configuration.late == 36 * 3600)
    #expect(configuration.ledgerReference == "refs/heads/deploysync/other/ledger")
  }

  @Test func `all four forms of a schedule are read, and monthly is always there`() throws {
    let zone = "Europe/Berlin"
    #expect(
      try Self.read().schedules == [
        "monthly": Schedule(
          name: "monthly", recurrence: .month(day: 1), at: TimeOfDay(hour: 0, minute: 0),
          timeZone: zone),
        "weekly": Schedule(
          name: "weekly", recurrence: .week(days: [.tuesday, .friday]),
          at: TimeOfDay(hour: 9, minute: 30), timeZone: "America/Los_Angeles"),
        "daily": Schedule(
          name: "daily", recurrence: .day, at: TimeOfDay(hour: 6, minute: 0), timeZone: zone),
        "quarter": Schedule(
          name: "quarter", recurrence: .month(day: 1), interval: 3,
          starting: LocalDate(year: 2026, month: 1, day: 1), at: TimeOfDay(hour: 0, minute: 0),
          timeZone: zone),
        "month-end": Schedule(
          name: "month-end", recurrence: .lastDayOfMonth, at: TimeOfDay(hour: 0, minute: 0),
          timeZone: zone),
      ])
  }

  @Test func `items and bindings come in the file's order with their rules`() throws {
    let configuration = try Self.read()
    let monthly = try #require(configuration.schedules["monthly"])
    let weekly = try #require(configuration.schedules["weekly"])
    #expect(
      configuration.bindings == [
        Binding(
          id: BindingID(item: "ticket-fields", target: "production"),
          deployment: .standard(monthly)),
        Binding(
          id: BindingID(item: "ticket-fields", target: "sandbox"), deployment: .standard(monthly)),
        Binding(
          id: BindingID(item: "triggers", target: "sandbox"), deployment: .adHoc, prune: .delete),
        Binding(
          id: BindingID(item: "triggers", target: "backup"), deployment: .standard(monthly)),
        Binding(
          id: BindingID(item: "triggers", target: "production"), deployment: .standard(weekly),
          prune: .delete, limits: Limits(deletes: .objects(0), changes: .percent(30))),
      ])
    let triggers = try #require(configuration.item(named: "triggers"))
    #expect(
      triggers.paths == [
        PathPattern(kind: .literal(GitPath("data/triggers"))),
        PathPattern(kind: .glob(Array("data/**/*.yaml".utf8))),
      ])
    #expect(triggers.after == ["ticket-fields"])
    #expect(triggers.was == "rules")
    #expect(triggers.root == GitPath("data"))
    #expect(triggers.workflow == "https://handbook.example.com/triggers")
    #expect(
      configuration.binding(BindingID(item: "triggers", target: "production"))?.prune == .delete)
    #expect(configuration.binding(BindingID(item: "triggers", target: "elsewhere")) == nil)
  }

  @Test func `who must agree and who may do what is taken over`() throws {
    let configuration = try Self.read()
    #expect(
      configuration.exceptions
        == ExceptionPolicy(
          steps: [
            .init(kind: .impact, by: .people(["ops@example.com"])),
            .init(
              kind: .decision, by: .people(["lead@example.com", "head@example.com"]), approvals: 2),
            .init(kind: .confirmation, by: .requester),
          ],
          isDistinct: true, attestable: ["request", "confirmation"], expires: 172_800,
          signers: GitPath(".deploysync/allowed_signers")))
    #expect(
      configuration.roles
        == Roles(
          run: ["ci@example.com"], hold: ["ops@example.com"],
          rollback: ["ops@example.com", "lead@example.com"]))
  }

  @Test func `the smallest file has all defaults`() throws {
    let told = try Told("version: 1\nitems:\n")
    #expect(told.texts == [])
    #expect(told.configuration == ConfigurationFile())
    #expect(told.configuration?.late == 259_200)
    #expect(told.configuration?.exceptions == nil)
    #expect(told.configuration?.roles == Roles())
    #expect(told.configuration?.ledgerReference == "refs/heads/deploysync/ledger")
    #expect(told.configuration?.schedules["monthly"]?.timeZone == "UTC")
  }

  @Test func `monthly can be redefined and is then the default of bindings`() throws {
    let told = try Told(
      """
      version: 1
      calendar: { schedules: { monthly: { every: month, on: 15, at: 6:00 } } }
      items: { x: { paths: [.], targets: [live] } }
      """)
    let item = try #require(told.configuration?.item(named: "x"))
    #expect(item.bindings.first?.deployment.schedule?.recurrence == .month(day: 15))
    #expect(item.bindings.first?.deployment.schedule?.at == TimeOfDay(hour: 6, minute: 0))
    #expect(item.paths == [PathPattern(kind: .literal(.root))])
  }

  @Test func `keys can be null, quoted and in any order`() throws {
    let told = try Told(
      """
      "items":
        "x": { 'targets': {live: ~}, paths: ["a b"] }
      calendar:
      ledger: null
      version: "1"
      """)
    #expect(told.texts == [])
    #expect(told.configuration?.bindings.count == 1)
  }
}
