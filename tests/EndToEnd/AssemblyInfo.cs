// Two at a time: every test starts processes, and waits for much of its time until they have done something.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
// Signals, permissions and /proc are part of what is tested.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
