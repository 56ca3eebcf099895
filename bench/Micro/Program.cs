using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// Processor time and allocation of what the platform does for each sale, one part at a time. `--filter *Json*` chooses.
ManualConfig config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithOptions(ConfigOptions.JoinSummary);
if (args.Length == 0) args = ["--filter", "*"];
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
