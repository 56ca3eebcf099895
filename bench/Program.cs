using System.Text.Json;
using RetailGrains.Bench;
using RetailGrains.Bench.Alternatives;
using RetailGrains.Bench.Load;
using RetailGrains.Bench.Processes;
using RetailGrains.Bench.Report;
using RetailGrains.Bench.Scenarios;

if (args is [UsualWay.Verb])
{
    await UsualWay.RunAsync();
    return;
}

if (args is [var verb] && Unguarded.Verbs.Contains(verb))
{
    await Unguarded.RunAsync(verb);
    return;
}

BenchOptions options = BenchOptions.Parse(args);
string folder = Directory.CreateTempSubdirectory("retail-bench-").FullName;
await using Postgres postgres = await Postgres.StartAsync();
TimeProvider time = TimeProvider.System;
var run = new BenchRun(options, postgres, SalePool.Create(time), folder, time);
List<Measurement> measurements = [];
foreach (Scenario scenario in Scenario.All.Where(one => options.Only.Count == 0 || options.Only.Contains(one.Name)))
{
    await Console.Error.WriteLineAsync($"{scenario.Name} (logs in {folder}) ...");
    measurements.AddRange(await scenario.RunAsync(run));
}

Machine machine = Machine.Describe(time, postgres.Version, folder);
IReadOnlyList<Target> targets = Target.Of(measurements);
Console.WriteLine(Markdown.Write(machine, measurements, targets));
Console.WriteLine(ScaleModel.Write(measurements));
if (options.JsonFile is not null)
    await File.WriteAllTextAsync(options.JsonFile, JsonSerializer.Serialize(new { machine, measurements, targets }, BenchJson.Options));
// Deleted only after success, because it contains the servers' logs.
Directory.Delete(folder, recursive: true);
