using Microsoft.AspNetCore.Builder;
using RetailGrains.Ledger;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;

return await Started.RunAsync(async () =>
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    builder.AddSiloHostOptions();
    builder.ListenOnOperationsPort();
    await using RetailStore store = await builder.OpenStoreAsync();
    builder.AddClusteredSilo(store);

    WebApplication app = builder.Build();
    app.MapOperations();
    await app.RunAsync();
    return 0;
});
