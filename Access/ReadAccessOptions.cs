using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RetailGrains.Access;

/// <summary>Reads <see cref="AccessOptions"/> from the configuration; what can't be used stops the start and is named.</summary>
internal sealed class ReadAccessOptions(IConfiguration configuration, IHostEnvironment environment) : IConfigureOptions<AccessOptions>
{
    private const string KeySetting = "JWT_SECRET_KEY";
    private const string OnlyAlgorithm = "HS256";
    private const int MostMinutes = 24 * 60;

    public void Configure(AccessOptions options)
    {
        List<string> problems = [];
        configuration.GetSection("Access").Bind(options);
        ReadKey(options, problems);
        ReadLifetime(options, problems);
        if (configuration["JWT_ALGORITHM"] is { Length: > 0 } and not OnlyAlgorithm)
            problems.Add($"JWT_ALGORITHM must be {OnlyAlgorithm}: tokens are signed with a key that the processes share.");
        if (options.RevocationDelay < TimeSpan.Zero || options.RevocationDelay > TimeSpan.FromMinutes(5))
            problems.Add("Access:RevocationDelay must be from 00:00:00 to 00:05:00.");
        if (options.Outside is { } outside) Check(outside, problems);
        if (problems.Count > 0) throw new OptionsValidationException(nameof(AccessOptions), typeof(AccessOptions), problems);
    }

    private void ReadKey(AccessOptions options, List<string> problems)
    {
        if (configuration[KeySetting] is { Length: > 0 } key)
        {
            options.Key = Encoding.UTF8.GetBytes(key);
            if (options.Key.Length < AccessOptions.ShortestKey)
                problems.Add($"{KeySetting} must have at least {AccessOptions.ShortestKey} bytes.");
        }
        else if (environment.IsDevelopment())
        {
            options.Key = RandomNumberGenerator.GetBytes(AccessOptions.ShortestKey);
            options.HasMadeKey = true;
        }
        else
        {
            problems.Add($"{KeySetting} must be set, to a secret of at least {AccessOptions.ShortestKey} bytes (openssl rand -base64 48); "
                + "only in Development is a key made at the start.");
        }
    }

    private void ReadLifetime(AccessOptions options, List<string> problems)
    {
        if (configuration["ACCESS_TOKEN_EXPIRE_MINUTES"] is not { Length: > 0 } text) return;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int minutes) && minutes is >= 1 and <= MostMinutes)
            options.TokenLifetime = TimeSpan.FromMinutes(minutes);
        else problems.Add($"ACCESS_TOKEN_EXPIRE_MINUTES must be a whole number from 1 to {MostMinutes}.");
    }

    private static void Check(OutsideIssuerOptions outside, List<string> problems)
    {
        if (!Uri.TryCreate(outside.Authority, UriKind.Absolute, out Uri? authority)
            || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)))
        {
            problems.Add("Access:Outside:Authority must be an https address.");
        }

        if (outside.Audience.Length == 0) problems.Add("Access:Outside:Audience must be given.");
        if (outside.RolesClaim.Length == 0) problems.Add("Access:Outside:RolesClaim must not be empty.");
        foreach ((string theirs, string ours) in outside.Roles)
        {
            if (!RetailGrains.Access.Roles.All.Contains(ours))
                problems.Add($"Access:Outside:Roles:{theirs} must be viewer, producer or operator.");
        }
    }
}
