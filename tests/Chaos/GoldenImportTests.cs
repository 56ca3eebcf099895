using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using RetailGrains.Tests.Chaos.Load;
using RetailGrains.Tests.Chaos.Processes;
using RetailGrains.Tests.EndToEnd.Harness;
using RetailGrains.Tests.EndToEnd.Imports;

namespace RetailGrains.Tests.Chaos;

/// <summary>
/// Imports the real file through the API of a cluster of three silos while the silos are killed one after another. It takes minutes, so it
/// runs only on request. The tests in <c>EndToEnd</c> always import the same file, into a single process that is killed.
/// </summary>
public sealed class GoldenImportTests(ITestOutputHelper output)
{
    private const int Silos = 3;
    private const int Kills = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    [LongFact]
    public async Task Three_silos_that_are_killed_during_an_import_serve_every_golden_figure()
    {
        string folder = ChaosRun.NewFolder();
        await using (ChaosCluster cluster = await ChaosCluster.StartAsync(folder, Silos, output.WriteLine))
        {
            using var client = new RetailClient(cluster.ApiAddress);
            long start = Stopwatch.GetTimestamp();
            Answer accepted = (await client.UploadAsync("real.csv.gz", RealFile.Read())).Expect(HttpStatusCode.Accepted);
            string import = $"/imports/{accepted["importId"].GetString()}";
            for (int kill = 0; kill < Kills; kill++)
            {
                long rows = RealFile.Rows * (kill + 1) / (Kills + 2);
                JsonElement status = await WhenAsync(cluster.Client, import, s => s.GetProperty("rows").GetInt64() >= rows);
                output.WriteLine($"Killing {cluster.Silos[kill % Silos].Name} at {status.GetProperty("rows")} rows");
                await cluster.Silos[kill % Silos].SignalAsync("KILL");
            }

            JsonElement end = await WhenAsync(cluster.Client, import, s => s.GetProperty("state").GetString() != "running");
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{end} after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s"));
            Assert.Equal(RealFile.Invoices, end.GetProperty("recorded").GetInt64() + end.GetProperty("duplicates").GetInt64());
            Assert.True(await cluster.IsReadyWithinAsync(Limit));
            await client.WhenSettledAsync();
            await RealFile.AssertGoldenAsync(client);
            await client.ExpectAgreementAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<JsonElement> WhenAsync(ApiClient client, string import, Func<JsonElement, bool> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            JsonElement status = await client.JsonAsync(import);
            if (holds(status)) return status;
            Assert.Equal("running", status.GetProperty("state").GetString());
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"The import goes no further: {status}");
            await Task.Delay(Poll, TimeProvider.System);
        }
    }
}
