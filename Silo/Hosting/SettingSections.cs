using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RetailGrains.Silo.Hosting;

/// <summary>Declares the options of a section of the configuration.</summary>
internal static class SettingSections
{
    /// <summary>
    /// Binds a section to its options. Their attributes are checked at the start; a rule across members is a separate
    /// <see cref="IValidateOptions{TOptions}"/>.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TValidator">Their generated validator (<see cref="OptionsValidatorAttribute"/>).</typeparam>
    public static OptionsBuilder<TOptions> AddSettings<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : IValidateOptions<TOptions>, new()
    {
        services.AddSingleton<IValidateOptions<TOptions>>(new SectionValidator<TOptions>(section, new TValidator()));
        return services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>Passes the section's name to the generated validator, which begins the names of settings with it.</summary>
    private sealed class SectionValidator<TOptions>(string section, IValidateOptions<TOptions> members) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options) => members.Validate(section, options);
    }
}
