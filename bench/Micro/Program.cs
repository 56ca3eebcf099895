using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// Measures the processor time and allocations of each step that the platform performs for a sale. `--filter *Parse*` selects benchmarks.
ManualConfig config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithOptions(ConfigOptions.JoinSummary);
if (args.Length == 0) args = ["--filter", "*"];
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
