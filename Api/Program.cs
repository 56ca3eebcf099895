using Microsoft.Extensions.Options;
using RetailGrains.Api.Hosting;
using RetailGrains.Api.Http;
using RetailGrains.Ledger;
using RetailGrains.Silo;

try
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    builder.AddApiOptions();
    builder.ListenOnLoopback();
    builder.AddApiServices();
    await using RetailStore store = await builder.OpenStoreAsync();
    builder.AddRetailSilo(store);

    WebApplication app = builder.Build();
    app.UseMiddleware<Faults>();
    app.UseRoutingWithWholeIds();
    app.MapApi();
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException unusable)
{
    foreach (string setting in unusable.Failures) await Console.Error.WriteLineAsync(setting);
    return 1;
}
