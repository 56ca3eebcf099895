// All tests share a browser and a server.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
// Signals are part of what is tested.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
