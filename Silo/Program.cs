using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Schema;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;

try
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
