using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Streams;

namespace RetailGrains.Silo.Hosting;

/// <summary>
/// Validates settings before the store is opened or a grain is started. A host validates them late, and logs each failure with a stack.
/// </summary>
internal static class SettingsCheck
{
    /// <summary>
    /// Runs all validators, also those of services that are added later, and refuses unknown settings. Then runs the caller's own checks.
    /// </summary>
    /// <exception cref="OptionsValidationException">Settings are invalid or unknown.</exception>
    public static void CheckSettings(this WebApplicationBuilder builder, KnownSettings known, Action<IServiceProvider> then)
    {
        string[] problems = [.. known.Unknown(builder.Configuration), .. known.BareTimes(builder.Configuration)];
        if (problems.Length > 0) throw new OptionsValidationException(nameof(KnownSettings), typeof(KnownSettings), problems);
        IServiceCollection all = new ServiceCollection();
        foreach (ServiceDescriptor one in builder.Services) all.Add(one);
        // The grains' options are registered only after the store is opened, which is too late for this check.
        all.AddRetailOptions();
        if (builder.Configuration.HasStreams()) all.AddStreamsOptions();
        using ServiceProvider services = all.BuildServiceProvider();
        services.ValidateOptions();
        then(services);
    }

    /// <summary>Runs all registered validators.</summary>
    public static void ValidateOptions(this IServiceProvider services) => services.GetService<IStartupValidator>()?.Validate();
}
