import Configuration
import Testing

/// `kind: command` in `targets.yaml`.
@Suite struct CommandTargetTests {
  private func read(_ keys: String) throws -> (target: TargetsFile.Target?, problems: [String]) {
    let file = try TargetsFile.read(
      Array("targets:\n  pager: { kind: command, \(keys) }\n".utf8), file: "t")
    return (file.targets["pager"], file.broken["pager"]?.map(\.message) ?? [])
  }

  @Test func `a program, its arguments, and all that it can have`() throws {
    let short = try read("command: [/usr/local/bin/pager-sync]")
    #expect(short.target?.kind == .command(.init(words: ["/usr/local/bin/pager-sync"])))
    let long = try read(
      "command: [/bin/pager, --x, 'a b'], timeout: 5m, environment: [PAGER_REGION], "
        + "credentials: { env: PAGER_TOKEN, user: bot }, key: title, compare: values, secrets: [pin]"
    )
    #expect(long.problems == [])
    #expect(
      long.target
        == TargetsFile.Target(
          name: "pager",
          kind: .command(
            .init(
              words: ["/bin/pager", "--x", "a b"], timeoutSeconds: 300,
              environment: ["PAGER_REGION"])),
          key: "title", comparison: .values, secrets: ["pin"],
          credentials: .init(kind: .placed(.environment("PAGER_TOKEN")), user: "bot")))
  }

  @Test(arguments: [
    ("timeout: 2m", "expected `command` in the target `pager`"),
    (
      "command: /bin/pager --x",
      "expected a list such as `[/usr/local/bin/pager-sync, --quiet]`, found `/bin/pager --x`"
    ),
    (
      "command: []",
      "expected a list such as `[/usr/local/bin/pager-sync, --quiet]`, found a list"
    ),
    (
      "command: [pager, --x]",
      "expected the absolute path of a program, such as `/usr/local/bin/pager-sync`, found `pager`"
    ),
    ("command: [/p], timeout: 0s", "expected a time from `1s` to `1d`, found `0s`"),
    (
      "command: [/p], environment: [TOKEN=abc]",
      "expected the name of an environment variable, such as `PAGER_REGION`, whose value is then "
        + "handed over"
    ),
    (
      "command: [/p], credentials: { git: true }",
      "a `command` takes `credentials` by `env` or `file`"
    ),
    (
      "command: [/p], path: /srv",
      "unknown key `path`, expected `kind`, `command`, `environment`, `timeout`, `credentials`, "
        + "`key`, `compare` or `secrets`"
    ),
  ]) func `what is wrong with one is told`(_ keys: String, _ problem: String) throws {
    let (target, problems) = try read(keys)
    #expect(target == nil)
    #expect(problems == [problem])
  }
}
