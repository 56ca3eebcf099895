using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;
using RetailGrains.Api.Access;
using RetailGrains.Api.Commands;
using RetailGrains.Ledger;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;
using RetailGrains.Silo.Tls;

namespace RetailGrains.Api.Hosting;

/// <summary>The API as a program.</summary>
internal static class ApiProgram
{
    /// <param name="settings">The arguments that are settings.</param>
    /// <param name="work">The task to run after the start; null to serve only.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] settings, ServerWork? work)
    {
        bool listens = work is not { EndsTheProcess: true };
        using HeldErrors? errors = work is null ? null : HeldErrors.Install();
        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        builder.AddLogs();
        builder.AddApiOptions();
        if (listens) builder.Listen();
        else builder.Services.AddSingleton<IServer, NullServer>();
        builder.AddApiServices();
        builder.CheckSettings(ApiSettings.Known, services =>
        {
            if (listens) CheckPort(services);
        });
        if (listens) builder.AddHttps(CertificateSettings.Api);
        await using RetailStore store = await builder.OpenStoreAsync(builder.StoreOwnership(), listens ? builder.Port() : null);
        builder.AddGrains(store);
        builder.Services.AddSingleton<ProgramExit>();

        WebApplication app = builder.Build();
        app.Services.ValidateOptions();
        app.UseApiPipeline();
        app.MapApi();
        var exit = app.Services.GetRequiredService<ProgramExit>();
        await app.StartAsync();
        await app.Services.GetRequiredService<FirstOperator>().EnsureAsync(app.Lifetime.ApplicationStopping);
        int exitCode = await app.RunWorkAsync(work, errors);
        if (exitCode != 0 || !listens) app.Lifetime.StopApplication();
        await app.WaitForShutdownAsync();
        return exitCode != 0 ? exitCode : exit.Code;
    }

    private static void CheckPort(IServiceProvider services)
    {
        ApiOptions options = services.GetRequiredService<IOptions<ApiOptions>>().Value;
        PortCheck.Require("API_PORT", options.Port, "API_HOST", options.Host);
    }
}
