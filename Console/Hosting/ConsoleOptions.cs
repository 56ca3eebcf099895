using System.Globalization;
using Microsoft.Extensions.Options;
using RetailGrains.WebConsole.SignIn;
using RetailGrains.WebConsole.SignIn.External;

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
    public ExternalIssuerOptions? Issuer { get; set; }

    /// <summary>
    /// A session of that issuer ends after this time without a request. Default 30 minutes. Environment: SESSION_IDLE_MINUTES.
    /// </summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>It ends this long after the sign-in in any case. Default 12 hours. Environment: SESSION_MAX_HOURS.</summary>
    public TimeSpan SessionMax { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Where tokens of that issuer have roles and stores. Settings: Access:Outside:*, as the API reads them.</summary>
    public ExternalClaims Claims { get; set; } = new();

    /// <summary>The origin that browsers see.</summary>
    public string OriginOf(HttpRequest request) => Origin?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host}";
}

/// <summary>Reads <see cref="ConsoleOptions"/> from the configuration; an invalid setting stops the start with its name.</summary>
internal sealed class ReadConsoleOptions(IConfiguration configuration) : IConfigureOptions<ConsoleOptions>
{
    /// <summary>The settings that the API and the console as a separate process have in common.</summary>
    public static string[] Settings { get; } = ["CONSOLE_ASSETS_URL", "CONSOLE_ORIGIN", .. ReadExternalIssuer.Settings];

    private const int MaxMinutes = 24 * 60;
    private const int MaxHours = 7 * 24;

    public void Configure(ConsoleOptions options)
    {
        List<string> problems = [];
        options.ApiUrl = Read("CONSOLE_API_URL") ?? options.ApiUrl;
        options.AssetsUrl = Read("CONSOLE_ASSETS_URL");
        options.Origin = Read("CONSOLE_ORIGIN");
        options.SessionIdle = ReadTime("SESSION_IDLE_MINUTES", TimeSpan.FromMinutes(1), MaxMinutes) ?? options.SessionIdle;
        options.SessionMax = ReadTime("SESSION_MAX_HOURS", TimeSpan.FromHours(1), MaxHours) ?? options.SessionMax;
        options.Issuer = new ReadExternalIssuer(configuration, problems).Read();
        configuration.GetSection("Access:Outside").Bind(options.Claims);
        if (problems.Count > 0) throw new OptionsValidationException(nameof(ConsoleOptions), typeof(ConsoleOptions), problems);

        Uri? Read(string name)
        {
            if (configuration[name] is not { Length: > 0 } text) return null;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
            problems.Add($"{name} must be a URL such as https://retail.example.com, not '{text}'.");
            return null;
        }

        TimeSpan? ReadTime(string name, TimeSpan unit, int most)
        {
            if (configuration[name] is not { Length: > 0 } text) return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most)
                return number * unit;
            problems.Add($"{name} must be a whole number from 1 to {most}, not '{text}'.");
            return null;
        }
    }
}
