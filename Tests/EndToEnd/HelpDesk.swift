import Fixtures

/// Configurations that several tests begin with.
enum HelpDesk {
  /// Triggers that go to production on the first of the month and to the sandbox at once.
  static let triggers = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets:
          production: { deployment: standard }
          sandbox: { deployment: ad-hoc }

    """

  /// Triggers that go to production as soon as they are merged.
  static let adHoc = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets:
          production: { deployment: ad-hoc }

    """

  /// Triggers that go to production on the first of the month.
  static let standard = """
    version: 1
    items:
      triggers:
        paths: [data/triggers]
        root: data
        targets: [production]

    """

  /// One trigger.
  static let files: [String: FixtureFile?] = ["data/triggers/a.yaml": "title: A\n"]
}
