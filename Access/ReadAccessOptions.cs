using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RetailGrains.Hosting;

namespace RetailGrains.Access;

/// <summary>Reads <see cref="AccessOptions"/> from the configuration; what can't be used stops the start and is named.</summary>
internal sealed class ReadAccessOptions(IConfiguration configuration, IHostEnvironment environment) : IConfigureOptions<AccessOptions>
{
    private const string KeySetting = "JWT_SECRET_KEY";
    private const string OnlyAlgorithm = "HS256";
    private const int MostMinutes = 24 * 60;
    private const string KeyFile = "jwt-key";

    public void Configure(AccessOptions options)
    {
        List<string> problems = [];
        ReadSection(options);
        ReadKey(options, problems);
        ReadLifetime(options, problems);
        if (configuration["JWT_ALGORITHM"] is { Length: > 0 } and not OnlyAlgorithm)
            problems.Add($"JWT_ALGORITHM must be {OnlyAlgorithm}, not '{configuration["JWT_ALGORITHM"]}': tokens are signed with a key that the processes share.");
        if (options.RevocationDelay < TimeSpan.Zero || options.RevocationDelay > TimeSpan.FromMinutes(5))
            problems.Add($"Access:RevocationDelay must be from 00:00:00 to 00:05:00, not {options.RevocationDelay}.");
        if (options.Outside is { } outside) Check(outside, problems);
        if (problems.Count > 0) throw new OptionsValidationException(nameof(AccessOptions), typeof(AccessOptions), problems);
    }

    private void ReadKey(AccessOptions options, List<string> problems)
    {
        if (configuration[KeySetting] is { Length: > 0 } key)
        {
            options.Key = Encoding.UTF8.GetBytes(key);
            if (options.Key.Length < AccessOptions.ShortestKey)
                problems.Add($"{KeySetting} must have at least {AccessOptions.ShortestKey} bytes, not {options.Key.Length} (openssl rand -base64 48).");
        }
        else if (environment.IsDevelopment())
        {
            options.Key = DevelopmentKey(problems);
            options.HasMadeKey = true;
        }
        else
        {
            problems.Add($"{KeySetting} must be set, to a secret of at least {AccessOptions.ShortestKey} bytes (openssl rand -base64 48); "
                + "only in Development is a key made at the start.");
        }
    }

    /// <summary>Setting by setting: what the section does not document can't be set by it.</summary>
    private void ReadSection(AccessOptions options)
    {
        options.RevocationDelay = configuration.GetValue("Access:RevocationDelay", options.RevocationDelay);
        options.OpenMetrics = configuration.GetValue("Access:OpenMetrics", options.OpenMetrics);
        options.OpenHealth = configuration.GetValue("Access:OpenHealth", options.OpenHealth);
        IConfigurationSection outside = configuration.GetSection("Access:Outside");
        if (outside.Exists()) outside.Bind(options.Outside = new OutsideIssuerOptions());
    }

    /// <summary>It is kept, so that a developer's token survives a restart.</summary>
    private byte[] DevelopmentKey(List<string> problems)
    {
        string home = configuration[RetailHome.Setting] is { Length: > 0 } given ? given : RetailHome.Default;
        string path = Path.Combine(home, KeyFile);
        try
        {
            RetailHome.Create(home);
            string key = OwnerOnlyFile.ReadOrCreate(path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)));
            if (Encoding.UTF8.GetByteCount(key) < AccessOptions.ShortestKey)
                problems.Add($"{path} holds fewer than {AccessOptions.ShortestKey} bytes: delete it, and the next start makes a new key.");
            return Encoding.UTF8.GetBytes(key);
        }
        catch (StartupException e)
        {
            problems.Add(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(RetailHome.CannotUse(home, e).Message);
        }

        return [];
    }

    private void ReadLifetime(AccessOptions options, List<string> problems)
    {
        if (configuration["ACCESS_TOKEN_EXPIRE_MINUTES"] is not { Length: > 0 } text) return;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int minutes) && minutes is >= 1 and <= MostMinutes)
            options.TokenLifetime = TimeSpan.FromMinutes(minutes);
        else problems.Add($"ACCESS_TOKEN_EXPIRE_MINUTES must be a whole number from 1 to {MostMinutes}, not '{text}'.");
    }

    private static void Check(OutsideIssuerOptions outside, List<string> problems)
    {
        if (!Uri.TryCreate(outside.Authority, UriKind.Absolute, out Uri? authority)
            || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)))
        {
            problems.Add($"Access:Outside:Authority must be an https address, not '{outside.Authority}'.");
        }

        if (outside.Audience.Length == 0) problems.Add("Access:Outside:Audience must be given.");
        if (outside.RolesClaim.Length == 0) problems.Add("Access:Outside:RolesClaim must not be empty.");
        foreach ((string theirs, string ours) in outside.Roles)
        {
            if (!RetailGrains.Access.Roles.All.Contains(ours))
                problems.Add($"Access:Outside:Roles:{theirs} must be viewer, producer or operator, not '{ours}'.");
        }
    }
}
