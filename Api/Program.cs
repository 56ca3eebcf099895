using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using RetailGrains.Api.Access;
using RetailGrains.Api.Commands;
using RetailGrains.Api.Hosting;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Schema;
using RetailGrains.Silo.Hosting;

try
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    if (args is ["migrate"]) return await builder.MigrateAsync();
    builder.AddApiOptions();
    builder.Listen();
    builder.AddApiServices();
    await using RetailStore store = await builder.OpenStoreAsync();
    builder.AddGrains(store);

    WebApplication app = builder.Build();
    app.UseApiPipeline();
    app.MapApi();
    await app.StartAsync();
    await app.Services.GetRequiredService<FirstOperator>().EnsureAsync(app.Lifetime.ApplicationStopping);
    await app.RunCommandAsync(args);
    await app.WaitForShutdownAsync();
    return Environment.ExitCode;
}
catch (OptionsValidationException unusable)
{
    foreach (string setting in unusable.Failures) await Console.Error.WriteLineAsync(setting);
    return 1;
}
catch (Exception unable) when (unable is SchemaOutdatedException || unable.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync(unable.Message);
    return 1;
}
