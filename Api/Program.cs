using RetailGrains.Api.Access;
using RetailGrains.Api.Commands;
using RetailGrains.Api.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Silo.Hosting;

return await Started.RunAsync(async () =>
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    if (args is ["migrate"]) return await builder.MigrateAsync();
    builder.AddApiOptions();
    builder.Listen();
    builder.AddApiServices();
    await using RetailStore store = await builder.OpenStoreAsync(builder.StoreOwnership(), builder.Port());
    builder.AddGrains(store);

    WebApplication app = builder.Build();
    app.UseApiPipeline();
    app.MapApi();
    await app.StartAsync();
    await app.Services.GetRequiredService<FirstOperator>().EnsureAsync(app.Lifetime.ApplicationStopping);
    await app.RunCommandAsync(args);
    await app.WaitForShutdownAsync();
    return Environment.ExitCode;
});
