// Tests run one at a time, because each needs all the processors of the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
// Signals, permissions and /proc are part of what is tested.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
