using Orleans.Runtime;
using RetailGrains.Access;
using RetailGrains.Customers;
using RetailGrains.Imports;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Cluster;

/// <summary>Requests for unknown ids must not exhaust memory.</summary>
public sealed class UnknownIdTests
{
    private const int Asked = 200;

    [Fact]
    public async Task Requests_for_unknown_imports_and_subjects_leave_no_grain_active()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(silos: 1);
        for (int n = 0; n < Asked; n++)
        {
            Assert.Null(await cluster.Grains.GetImport($"unknown-{n}").StatusAsync());
            Assert.Null((await cluster.Grains.GetSubject($"nobody-{n}").FindAsync()).Subject);
            Assert.Empty((await cluster.Grains.GetSubject($"no-one-{n}").ValidityAsync()).Secrets);
        }

        await Eventually.IsTrueAsync("the grains of what is not there have ended", async () => await LeftAsync(cluster) == 0);
    }

    [Fact]
    public async Task Many_concurrent_requests_for_the_same_missing_entity_are_all_answered()
    {
        await using RetailCluster cluster = await RetailCluster.StartAsync(silos: 1);
        for (int round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Asked).Select(async _ =>
            {
                Assert.Null((await cluster.Grains.GetSubject("nobody").FindAsync()).Subject);
                Assert.Null(await cluster.Grains.GetImport("unknown").StatusAsync());
                Assert.Null(await cluster.Grains.GetGrain<ICustomerGrain>("stranger").GetAsync());
            }));
        }

        await Eventually.IsTrueAsync("the grains of what is not there have ended", async () => await LeftAsync(cluster) == 0);
    }

    private static async Task<int> LeftAsync(RetailCluster cluster)
    {
        DetailedGrainStatistic[] grains = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return grains.Count(grain =>
            grain.GrainType.Contains(nameof(ImportGrain), StringComparison.Ordinal)
            || grain.GrainType.Contains("SubjectGrain", StringComparison.Ordinal)
            || grain.GrainType.Contains("CustomerGrain", StringComparison.Ordinal));
    }
}
