using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RetailGrains.Silo.CommandLine;
using RetailGrains.Silo.Streams;

namespace RetailGrains.Silo.Hosting;

/// <summary>Checks settings before the store is opened or a grain is started. A host checks them late, and logs each failure with a stack.</summary>
internal static class SettingsCheck
{
    /// <summary>
    /// Runs every validator, also those of what is added later, and refuses settings that do not exist. What the caller wants to do with
    /// the options follows.
    /// </summary>
    /// <exception cref="OptionsValidationException">Some can't be used, or do not exist.</exception>
    public static void CheckSettings(this WebApplicationBuilder builder, KnownSettings known, Action<IServiceProvider> then)
    {
        string[] unknown = [.. known.Unknown(builder.Configuration)];
        if (unknown.Length > 0) throw new OptionsValidationException(nameof(KnownSettings), typeof(KnownSettings), unknown);
        IServiceCollection all = new ServiceCollection();
        foreach (ServiceDescriptor one in builder.Services) all.Add(one);
        // They are registered with the grains, after the store is opened, which is too late.
        all.AddRetailOptions();
        if (builder.Configuration.HasStreams()) all.AddStreamsOptions();
        using ServiceProvider services = all.BuildServiceProvider();
        services.ValidateOptions();
        then(services);
    }

    /// <summary>Runs every validator that is registered.</summary>
    public static void ValidateOptions(this IServiceProvider services) => services.GetService<IStartupValidator>()?.Validate();
}
