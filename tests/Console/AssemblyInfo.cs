// All tests share a browser and a server.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
// The tests send POSIX signals.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
