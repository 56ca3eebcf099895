// More tests run at a time than the machine has processors: a test starts processes and mostly waits for them.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("RetailGrains.Tests.EndToEnd.Harness.ChainsFirst", "RetailGrains.EndToEnd")]
// Signals, permissions and /proc are part of what is tested.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
