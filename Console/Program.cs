using Microsoft.Extensions.Options;
using RetailGrains.WebConsole.Hosting;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddConsole();
WebApplication app = builder.Build();
try
{
    _ = app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value;
}
catch (OptionsValidationException e)
{
    foreach (string problem in e.Failures) await Console.Error.WriteLineAsync(problem);
    return 1;
}

app.UseRouting();
app.UseConsole();
app.MapConsole();
app.MapGet("/health", () => Results.Ok(new { status = "alive" }));
await app.RunAsync();
return 0;
