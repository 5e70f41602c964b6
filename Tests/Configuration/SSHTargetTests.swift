import Configuration
import Domain
import Testing

/// `kind: ssh` in `targets.yaml`.
@Suite struct SSHTargetTests {
  private func read(_ keys: String) throws -> (target: TargetsFile.Target?, problems: [String]) {
    let file = try TargetsFile.read(
      Array("targets:\n  web: { kind: ssh, \(keys) }\n".utf8), file: "t")
    return (file.targets["web"], file.broken["web"]?.map(\.message) ?? [])
  }

  @Test func `a machine, a folder, and all that it can have`() throws {
    let short = try read("host: web1, path: /srv/www")
    #expect(short.target?.kind == .ssh(.init(host: "web1", path: "/srv/www")))
    #expect(short.target?.releases == nil)
    let long = try read(
      "host: 'deploy@fe80::1', port: 2222, path: /srv/w w, config: /etc/ssh_c, timeout: 5m, "
        + "inactive: off, releases: 3, key: title, compare: values, secrets: [pin]")
    #expect(long.problems == [])
    #expect(
      long.target
        == TargetsFile.Target(
          name: "web",
          kind: .ssh(
            .init(
              host: "fe80::1", user: "deploy", port: 2222, path: "/srv/w w",
              configuration: "/etc/ssh_c", timeoutSeconds: 300)),
          inactive: GitPath("off"), releases: 3, key: "title", comparison: .values,
          secrets: ["pin"]))
  }

  @Test(arguments: [
    ("path: /srv", "expected `host` in the target `web`"),
    ("host: web1", "expected `path` in the target `web`"),
    (
      "host: -oProxyCommand=x, path: /srv",
      "expected a machine as ssh knows it, such as `web1` or `deploy@web1.example.com`, found "
        + "`-oProxyCommand=x`"
    ),
    (
      "host: '-l@web1', path: /srv",
      "expected a machine as ssh knows it, such as `web1` or `deploy@web1.example.com`, found "
        + "`-l@web1`"
    ),
    (
      "host: 'a b', path: /srv",
      "expected a machine as ssh knows it, such as `web1` or `deploy@web1.example.com`, found `a b`"
    ),
    ("host: web1, path: srv", "expected an absolute path, such as `/srv/live`, found `srv`"),
    (
      "host: web1, path: '/srv/*'",
      "expected a path without `*`, `?`, `[`, `]` and `\\`, found `/srv/*`"
    ),
    (
      "host: web1, path: /srv, port: 0",
      "expected the number of a port, `1` to `65535`, found `0`"
    ),
    (
      "host: web1, path: /srv, config: c",
      "expected an absolute path, such as `/etc/deploysync/ssh_config`, found `c`"
    ),
    ("host: web1, path: /srv, timeout: 0s", "expected a time from `1s` to `1d`, found `0s`"),
    (
      "host: web1, path: /srv, credentials: { env: X }",
      "an `ssh` takes no `credentials`: ssh has its own, in its configuration and agent"
    ),
  ])
  func `what is wrong is said`(keys: String, message: String) throws {
    let told = try read(keys)
    #expect(told.target == nil)
    #expect(told.problems == [message])
  }
}
