using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using RetailGrains.Ledger;

namespace RetailGrains.Tests.Stores;

/// <summary>
/// Orleans' membership and reminder tables in the store's database, with the queries that the migrations store for them. No silo runs.
/// </summary>
internal static class OrleansTables
{
    public static IHost Build(RetailStoreParts store, string cluster, string service)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, service))
            .UseAdoNetClustering(options => (options.Invariant, options.DataSource) = (store.OrleansInvariant, store.ClusterSource))
            .UseAdoNetReminderService(options => (options.Invariant, options.DataSource) = (store.OrleansInvariant, store.ClusterSource)));
        return builder.Build();
    }

    public static async Task<IMembershipTable> OpenMembershipAsync(this IHost host)
    {
        var table = host.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, CancellationToken.None);
        return table;
    }

    public static async Task<IReminderTable> OpenRemindersAsync(this IHost host)
    {
        var table = host.Services.GetRequiredService<IReminderTable>();
        await table.StartAsync();
        return table;
    }
}
