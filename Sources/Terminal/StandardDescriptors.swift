#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The descriptors 0 to 2 of this process.
package enum StandardDescriptors {
  /// Opens those that are closed, as after `segue <&-` or `>&-`, on `/dev/null`.
  ///
  /// To be called before anything else is opened: a pipe or a file that got one of these numbers would
  /// be read as input or written over. Closed input is empty. Writing to closed output is an error, as
  /// in other tools; messages for closed standard error are lost.
  package static func reserve() {
    for (descriptor, mode) in [(0, O_RDONLY), (1, O_RDONLY), (2, O_RDWR)] as [(Int32, Int32)]
    where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest number that is free is this one: those below it are open.
      _ = unsafe open("/dev/null", mode)
    }
  }

  /// How many descriptors the process may have open, after its own limit was raised as far as `enough`
  /// if the system allows it.
  package static func limit(raisedTo enough: Int) -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0 else { return enough }
    if limit.rlim_cur < rlim_t(enough), limit.rlim_max > limit.rlim_cur {
      limit.rlim_cur = min(limit.rlim_max, rlim_t(enough))
      _ = unsafe setrlimit(resource, &limit)
      guard unsafe getrlimit(resource, &limit) == 0 else { return enough }
    }
    return Int(clamping: limit.rlim_cur)
  }

  #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let resource = RLIMIT_NOFILE
  #endif
}
