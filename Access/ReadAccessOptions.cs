using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>Reads <see cref="AccessOptions"/> from the configuration; an invalid setting stops the start with its name.</summary>
internal sealed class ReadAccessOptions(IConfiguration configuration, IHostEnvironment environment) : IConfigureOptions<AccessOptions>
{
    private const int MaxMinutes = 24 * 60;
    private const int MaxHours = 7 * 24;

    public void Configure(AccessOptions options)
    {
        List<string> problems = [];
        ReadSection(options);
        (options.Keys, options.HasMadeKey) = new ReadTokenKeys(configuration, environment, problems).Read();
        options.TokenLifetime = Read("ACCESS_TOKEN_EXPIRE_MINUTES", TimeSpan.FromMinutes(1), MaxMinutes, options.TokenLifetime, problems);
        options.SessionIdle = Read("SESSION_IDLE_MINUTES", TimeSpan.FromMinutes(1), MaxMinutes, options.SessionIdle, problems);
        options.SessionMax = Read("SESSION_MAX_HOURS", TimeSpan.FromHours(1), MaxHours, options.SessionMax, problems);
        if (options.RevocationDelay < TimeSpan.Zero || options.RevocationDelay > TimeSpan.FromMinutes(5))
            problems.Add($"Access:RevocationDelay must be from 00:00:00 to 00:05:00, not {options.RevocationDelay}.");
        if (options.Outside is { } outside) Check(outside, problems);
        if (problems.Count > 0) throw new OptionsValidationException(nameof(AccessOptions), typeof(AccessOptions), problems);
    }

    /// <summary>Reads each documented setting by name, so that the section cannot set anything else.</summary>
    private void ReadSection(AccessOptions options)
    {
        options.RevocationDelay = configuration.GetValue("Access:RevocationDelay", options.RevocationDelay);
        options.OpenMetrics = configuration.GetValue("Access:OpenMetrics", options.OpenMetrics);
        options.OpenHealth = configuration.GetValue("Access:OpenHealth", options.OpenHealth);
        IConfigurationSection outside = configuration.GetSection("Access:Outside");
        if (outside.Exists()) outside.Bind(options.Outside = new ExternalIssuerOptions());
    }

    private TimeSpan Read(string name, TimeSpan unit, int most, TimeSpan otherwise, List<string> problems)
    {
        if (configuration[name] is not { Length: > 0 } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most)
            return number * unit;
        problems.Add($"{name} must be a whole number from 1 to {most}, not '{text}'.");
        return otherwise;
    }

    private static void Check(ExternalIssuerOptions outside, List<string> problems)
    {
        if (!Uri.TryCreate(outside.Authority, UriKind.Absolute, out Uri? authority)
            || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)))
        {
            problems.Add($"Access:Outside:Authority must be an https address, not '{outside.Authority}'.");
        }

        if (outside.Audience.Length == 0) problems.Add("Access:Outside:Audience must be given.");
        if (outside.RolesClaim.Length == 0) problems.Add("Access:Outside:RolesClaim must not be empty.");
        if (outside.StoresClaim.Length == 0) problems.Add("Access:Outside:StoresClaim must not be empty.");
        foreach ((string theirs, string ours) in outside.Roles)
        {
            if (!RetailGrains.Access.Roles.All.Contains(ours))
                problems.Add($"Access:Outside:Roles:{theirs} must be viewer, producer or operator, not '{ours}'.");
        }
    }
}
