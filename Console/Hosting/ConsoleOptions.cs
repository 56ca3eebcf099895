using Microsoft.Extensions.Options;
using RetailGrains.WebConsole.SignIn;
using RetailGrains.WebConsole.SignIn.Outside;

namespace RetailGrains.WebConsole.Hosting;

/// <summary>Options of the console.</summary>
internal sealed class ConsoleOptions
{
    /// <summary>
    /// The API. Hosted by the API: that process. As a separate process: default <c>http://localhost:8000</c>. Environment: CONSOLE_API_URL.
    /// </summary>
    public Uri ApiUrl { get; set; } = new("http://localhost:8000");

    /// <summary>Where browsers load static files from; null for the console. Environment: CONSOLE_ASSETS_URL.</summary>
    public Uri? AssetsUrl { get; set; }

    /// <summary>
    /// The origin that browsers see, when a proxy replaces the Host header; null for the request's host. Environment: CONSOLE_ORIGIN.
    /// </summary>
    public Uri? Origin { get; set; }

    /// <summary>The issuer that signs users in; null for accounts only. Environment: CONSOLE_OIDC_*.</summary>
    public OutsideIssuerOptions? Issuer { get; set; }

    /// <summary>Where tokens of that issuer have roles and stores. Settings: Access:Outside:*, as the API reads them.</summary>
    public OutsideClaims Claims { get; set; } = new();
}

/// <summary>Reads <see cref="ConsoleOptions"/> from the configuration; an invalid setting stops the start with its name.</summary>
internal sealed class ReadConsoleOptions(IConfiguration configuration) : IConfigureOptions<ConsoleOptions>
{
    /// <summary>The settings that the API and the console as a separate process have in common.</summary>
    public static string[] Settings { get; } = ["CONSOLE_ASSETS_URL", "CONSOLE_ORIGIN", .. ReadOutsideIssuer.Settings];

    public void Configure(ConsoleOptions options)
    {
        List<string> problems = [];
        options.ApiUrl = Read("CONSOLE_API_URL") ?? options.ApiUrl;
        options.AssetsUrl = Read("CONSOLE_ASSETS_URL");
        options.Origin = Read("CONSOLE_ORIGIN");
        options.Issuer = new ReadOutsideIssuer(configuration, problems).Read();
        configuration.GetSection("Access:Outside").Bind(options.Claims);
        if (problems.Count > 0) throw new OptionsValidationException(nameof(ConsoleOptions), typeof(ConsoleOptions), problems);

        Uri? Read(string name)
        {
            if (configuration[name] is not { Length: > 0 } text) return null;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
            problems.Add($"{name} must be a URL such as https://retail.example.com, not '{text}'.");
            return null;
        }
    }
}
