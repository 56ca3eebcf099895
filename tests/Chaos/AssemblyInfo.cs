// Each of them has the machine's processors to itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
// Signals, permissions and /proc are part of what is tested.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
