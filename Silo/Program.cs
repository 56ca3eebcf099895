using Microsoft.AspNetCore.Builder;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Ownership;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;

return await Started.RunAsync(async () =>
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    builder.AddSiloHostOptions();
    builder.ListenOnOperationsPort();
    await using RetailStore store = await builder.OpenStoreAsync(StoreOwnership.Shared);
    builder.AddClusteredSilo(store);

    WebApplication app = builder.Build();
    app.MapOperations();
    await app.RunAsync();
    return Environment.ExitCode;
});
