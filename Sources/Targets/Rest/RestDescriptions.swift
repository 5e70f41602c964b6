/// The descriptions of systems that come with the program, by their names.
enum RestDescriptions {
  static var named: [String: [UInt8]] {
    [
      "powerdns": PackageResources.powerdns_yaml,
      "request-tracker": PackageResources.request_tracker_yaml,
      "roundup": PackageResources.roundup_yaml,
    ]
  }
}
