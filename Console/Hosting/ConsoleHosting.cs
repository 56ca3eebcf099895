using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RetailGrains.Client;
using RetailGrains.WebConsole.Assets;
using RetailGrains.WebConsole.Customers;
using RetailGrains.WebConsole.Entities;
using RetailGrains.WebConsole.Export;
using RetailGrains.WebConsole.Imports;
using RetailGrains.WebConsole.Operations;
using RetailGrains.WebConsole.Overview;
using RetailGrains.WebConsole.Platform;
using RetailGrains.WebConsole.Shell;
using RetailGrains.WebConsole.SignIn;
using RetailGrains.WebConsole.SignIn.External;
using RetailGrains.WebConsole.Transactions;

namespace RetailGrains.WebConsole.Hosting;

/// <summary>Hosts the console, in the API's process or in a separate one.</summary>
internal static class ConsoleHosting
{
    /// <summary>The maximum size of forms, except uploads.</summary>
    private static readonly RequestSizeLimitAttribute FormSize = new(64 * 1024);

    public static void AddConsole(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IConfigureOptions<ConsoleOptions>, ReadConsoleOptions>();
        services.AddOptions<ConsoleOptions>().ValidateOnStart();
        services.AddHttpContextAccessor();
        services.AddRazorComponents();
        services.AddSingleton<IAntiforgery, NoAntiforgery>();
        services.DisableDataProtection();
        services.AddSingleton<ConsoleAssets>();
        services.AddSingleton<SessionCookies>();
        services.AddSingleton<SessionRenewals>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<SignInLink>();
        services.AddSingleton<ExternalCookie>();
        services.AddSingleton<ExternalIssuer>();
        services.AddSingleton<ExternalSignOut>();
        services.AddSingleton<PlatformConnection>();
        services.AddScoped<RetailApi>(PlatformConnection.ApiOfTheCaller);
        services.AddScoped<CurrentUser>();
        services.AddScoped<PageRequest>();
    }

    /// <summary>Add this after routing.</summary>
    public static void UseConsole(this WebApplication app) => app.UseMiddleware<ConsoleRules>();

    public static void MapConsole(this WebApplication app)
    {
        RouteGroupBuilder console = app.MapGroup("").AllowAnonymous().ExcludeFromDescription().WithMetadata(FormSize);
        console.MapAssets();
        console.MapSignIn();
        console.MapIcon();
        console.MapAlive();
        console.MapLive();
        RouteGroupBuilder forUsers = app.MapGroup("").AllowAnonymous().ExcludeFromDescription().WithMetadata(FormSize);
        forUsers.WithMetadata(new ConsoleEndpoint(SessionUse.Required));
        forUsers.MapCatalogue();
        forUsers.MapCustomerActions();
        forUsers.MapTransactionActions();
        forUsers.MapImportActions();
        forUsers.MapExportActions();
        forUsers.MapOperationActions();
        // ConsoleRules checks the origin instead: a token in each form would need keys that all processes share.
        app.MapRazorComponents<App>().AllowAnonymous().DisableAntiforgery().Add(MarkPage);
    }

    private static void MarkPage(EndpointBuilder page)
    {
        bool isOpen = page.Metadata.OfType<OpenPageAttribute>().Any();
        page.Metadata.Add(new ConsoleEndpoint(isOpen ? SessionUse.None : SessionUse.Required));
        page.Metadata.Add(FormSize);
    }

    /// <summary>Razor components register it, but these pages have nothing to protect: no key ring is created or read.</summary>
    private static void DisableDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        ServiceDescriptor? preload = services.FirstOrDefault(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "DataProtectionHostedService");
        if (preload is not null) services.Remove(preload);
    }
}
