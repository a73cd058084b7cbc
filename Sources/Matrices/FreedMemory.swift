import Kernels

/// Memory that was freed and that the process still holds.
package enum FreedMemory {
  /// Hands it back to the system.
  ///
  /// The allocator keeps blocks below some megabytes for later, and a large array does not fit into
  /// the gaps that small ones left. So this is for the moment at which much was released.
  package static func giveBack() { segue_give_back_freed() }
}
